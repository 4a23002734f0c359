package dev.fovea.models.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails, what was there stays, and nothing else is left. */
class SafeFilesTest {
  @TempDir private Path folder;

  private static SafeFiles.Content text(String text) {
    return stream -> stream.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void requireOnly(Path... files) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      assertThat(found).containsExactlyInAnyOrder(files);
    }
  }

  @Test
  void bothFilesAreReplaced() throws IOException {
    Path data = Files.writeString(folder.resolve("net.data"), "old data");
    Path model = folder.resolve("net");
    try (SafeFiles files = new SafeFiles()) {
      files.write(data, text("new data"));
      files.write(model, text("new model"));
      assertThat(data).hasContent("old data");
      files.commit();
    }
    assertThat(data).hasContent("new data");
    assertThat(model).hasContent("new model");
    requireOnly(data, model);
  }

  @Test
  void aWriteThatFailsLeavesWhatWasThere() throws IOException {
    Path model = Files.writeString(folder.resolve("net"), "old model");
    try (SafeFiles files = new SafeFiles()) {
      assertThatThrownBy(
              () ->
                  files.write(
                      model,
                      stream -> {
                        stream.write(1);
                        throw new IOException("disk full");
                      }))
          .hasMessage("disk full");
    }
    assertThat(model).hasContent("old model");
    requireOnly(model);
  }

  /** The last file cannot be moved: somebody has deleted what was to be moved there. */
  @Test
  void aMoveThatFailsTakesTheOthersBack() throws IOException {
    Path data = Files.writeString(folder.resolve("net.data"), "old data");
    Path fresh = folder.resolve("fresh");
    Path model = folder.resolve("net");
    try (SafeFiles files = new SafeFiles()) {
      files.write(data, text("new data"));
      files.write(fresh, text("fresh"));
      files.write(model, text("new model"));
      try (Stream<Path> found = Files.list(folder)) {
        for (Path hidden : found.filter(f -> f.toString().contains("/.net.")).toList()) {
          if (!hidden.toString().contains(".net.data.")) {
            Files.delete(hidden);
          }
        }
      }
      assertThatThrownBy(files::commit).isInstanceOf(IOException.class);
    }
    assertThat(data).hasContent("old data");
    requireOnly(data);
  }
}
