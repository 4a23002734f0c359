package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tests in C++ ({@code src/test/cpp}): every kernel of every instruction set that this machine
 * has, against plain loops, on memory that ends at a guard page, for every remainder of a tile.
 */
class KernelsTest {
  private static final Path TESTS = Path.of("target/cmake/fovea_test");

  @ParameterizedTest
  @ValueSource(strings = {"conv", "depthwise", "window", "elementwise", "layout", "threads"})
  void agreeWithPlainLoops(String family) throws Exception {
    assumeTrue(Files.isExecutable(TESTS), "not built: " + TESTS);
    Process process =
        new ProcessBuilder(TESTS.toString(), family).redirectErrorStream(true).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).startsWith(family + " on instruction set 0: passed");
  }
}
