package dev.fovea.bench.peers;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A run of the instrument.
 *
 * @param machine where and how it ran
 * @param comparisons one for each network and number of threads
 */
record Results(Machine machine, List<Comparison> comparisons) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setVisibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY);

  Results {
    comparisons = List.copyOf(comparisons);
  }

  static Results read(Path file) {
    try {
      return MAPPER.readValue(file.toFile(), Results.class);
    } catch (IOException e) {
      throw new UncheckedIOException("results[" + file + "]: cannot be read", e);
    }
  }

  void write(Path file) {
    try {
      MAPPER.writeValue(file.toFile(), this);
    } catch (IOException e) {
      throw new UncheckedIOException("results[" + file + "]: cannot be written", e);
    }
  }
}
