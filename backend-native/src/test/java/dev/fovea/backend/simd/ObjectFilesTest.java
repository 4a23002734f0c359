package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is compiled for one instruction set must serve no other: a weak symbol of an AVX-512 object
 * could be the one that the linker keeps for all, and the baseline would crash on older CPUs.
 */
class ObjectFilesTest {
  private static final Path KERNELS = Path.of("target/cmake/CMakeFiles/fovea.dir/kernels");

  @ParameterizedTest
  @ValueSource(strings = {"baseline", "avx2", "avx512"})
  void exportNothingButTheirTable(String isa) throws Exception {
    Path object = KERNELS.resolve(isa + ".cpp.o");
    assumeTrue(Files.exists(object), "not built: " + object);
    Process nm =
        new ProcessBuilder("nm", "--defined-only", "--extern-only", "-C", object.toString())
            .redirectErrorStream(true)
            .start();
    List<String> symbols =
        new String(nm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(nm.waitFor()).as(symbols.toString()).isZero();

    assertThat(symbols).hasSize(1);
    assertThat(symbols.get(0)).endsWith(" T fovea::" + isa + "_kernels()");
  }
}
