package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuInfoTest {
  @TempDir Path folder;

  @Test
  void keeps_the_features_that_matter() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("cpuinfo"), "model name\t: Fast 9000\nflags\t\t: fpu avx2 fma lm\n");
    CpuInfo cpu = CpuInfo.parse(file);
    assertThat(cpu.name()).isEqualTo("Fast 9000");
    assertThat(cpu.features()).containsExactlyInAnyOrder("avx2", "fma");
  }

  @Test
  void falls_back_to_the_architecture() {
    CpuInfo cpu = CpuInfo.parse(folder.resolve("missing"));
    assertThat(cpu.name()).isEqualTo(System.getProperty("os.arch"));
    assertThat(cpu.features()).isEmpty();
    assertThat(cpu.cores()).isPositive();
  }
}
