package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.Backends;
import dev.fovea.models.check.ModelCheck;
import dev.fovea.models.check.Outcome;
import dev.fovea.models.check.TestFolder;
import dev.fovea.models.support.Folders;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The official ONNX operator test data, all of it, on every backend: what is imported agrees with
 * what was recorded, and the rest is listed with the reason in {@code docs/onnx-coverage.md}.
 */
class OnnxOperatorDataTest {
  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data");
  private static final String ABSENT =
      "no ONNX operator test data at " + DATA + ": install Debian's package libonnx-testdata";

  /** What is run: the folder {@code real} holds data for models that are not in the package. */
  private static final List<String> FAMILIES =
      List.of("node", "pytorch-converted", "pytorch-operator", "simple");

  private static final int FOLDERS = 1_072;

  /** By folder, as in {@code node/test_relu}, then by backend. */
  private static final Map<String, Map<String, Outcome>> OUTCOMES = new TreeMap<>();

  @BeforeAll
  static void runAll() {
    if (!Files.isDirectory(DATA)) {
      System.out.println(ABSENT);
      return;
    }
    long before = Tensor.liveBytes();
    for (String name : Folders.backends()) {
      try (Backend backend = Backends.discover().open(name)) {
        ModelCheck check = new ModelCheck(backend, SessionOptions.DEFAULT);
        for (String family : FAMILIES) {
          for (TestFolder test : TestFolder.in(DATA.resolve(family))) {
            OUTCOMES
                .computeIfAbsent(folder(test), none -> new LinkedHashMap<>())
                .put(name, check.run(test));
          }
        }
      }
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  private static String folder(TestFolder test) {
    return DATA.relativize(test.path()).toString();
  }

  @TestFactory
  Stream<DynamicTest> everyFolder() {
    if (OUTCOMES.isEmpty()) {
      return Stream.of(DynamicTest.dynamicTest("test data", () -> assumeTrue(false, ABSENT)));
    }
    return OUTCOMES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
  }

  private static void check(String folder, Map<String, Outcome> outcomes) {
    outcomes.forEach(
        (backend, outcome) -> {
          if (outcome instanceof Outcome.Failed failed) {
            fail(folder + " on " + backend + ": " + failed.where() + ": " + failed.reason());
          }
        });
    assertThat(outcomes.values().stream().map(Object::getClass).distinct())
        .as("outcomes on %s", outcomes.keySet())
        .hasSize(1);
  }

  @Test
  void everyFolderIsRunOnEveryBackend() {
    assumeTrue(!OUTCOMES.isEmpty(), ABSENT);
    assertThat(OUTCOMES).hasSize(FOLDERS);
    assertThat(OUTCOMES.values())
        .allMatch(outcomes -> outcomes.size() == Folders.backends().size());
  }

  @Test
  void pageTellsTheNumbers() throws IOException {
    assumeTrue(!OUTCOMES.isEmpty(), ABSENT);
    Path page = Folders.root().resolve("docs/onnx-coverage.md");
    String text = new CoveragePage(DATA, FAMILIES, OUTCOMES).text();
    if (Boolean.getBoolean("fovea.updateDocs")) {
      Files.writeString(page, text);
    }
    assertThat(page)
        .as("run this test with -Dfovea.updateDocs=true to write it anew")
        .hasContent(text);
  }
}
