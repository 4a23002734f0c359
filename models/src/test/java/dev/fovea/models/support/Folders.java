package dev.fovea.models.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.Backends;
import dev.fovea.models.check.ModelCheck;
import dev.fovea.models.check.Outcome;
import dev.fovea.models.check.TestFolder;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Folders in the layout of the ONNX backend tests: a model and recorded data sets. */
public final class Folders {
  private Folders() {}

  /** Returns the project's root. */
  public static Path root() {
    return Path.of(System.getProperty("fovea.basedir", ".."));
  }

  /** Returns a folder's subfolders, sorted. */
  public static List<Path> in(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Returns the names of the backends that can run here: all that were built. */
  public static List<String> backends() {
    List<String> names =
        Backends.discover().report().rows().stream()
            .filter(row -> row.status() == Status.AVAILABLE)
            .map(Row::name)
            .sorted()
            .toList();
    assertThat(names).contains("reference", "blas");
    assertThat(names.contains("native")).isEqualTo(NativeBuild.exists());
    return names;
  }

  /** Returns the names of those that are meant to be fast: all but the reference. */
  public static List<String> fastBackends() {
    return backends().stream().filter(name -> !name.equals("reference")).toList();
  }

  /** Runs a test on every backend; returns the outcomes by backend. */
  public static Map<String, Outcome> outcomes(TestFolder test) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (String name : backends()) {
      try (Backend backend = Backends.discover().open(name)) {
        outcomes.put(name, new ModelCheck(backend, SessionOptions.DEFAULT).run(test));
      }
    }
    return outcomes;
  }

  /** Runs a test on every backend; throws if anything is wrong. */
  public static void check(TestFolder test) {
    outcomes(test)
        .forEach(
            (name, outcome) -> {
              System.out.println(test.model() + " on " + name + ": " + outcome);
              assertThat(outcome).as(name).isInstanceOf(Outcome.Passed.class);
            });
  }
}
