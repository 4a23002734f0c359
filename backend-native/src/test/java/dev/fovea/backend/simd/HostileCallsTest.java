package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.spi.Availability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link HostileCalls} in a JVM of its own, so that a crash is a failure with a seed: 5,000 seeds
 * in the build, 20,000 with {@code -Dfovea.full=true}.
 */
class HostileCallsTest {
  private static final int CALLS = Boolean.getBoolean("fovea.full") ? 20_000 : 5_000;

  @TempDir private Path folder;

  @Test
  void everyAnswerIsAnExceptionOrRight() throws Exception {
    Availability availability = new SimdProvider().probe();
    assumeTrue(availability.available(), availability.reason());
    Path printed = folder.resolve("printed");
    Path seeds = folder.resolve("seeds");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=512m",
                "-XX:-CreateCoredumpOnCrash",
                "-cp",
                System.getProperty("java.class.path"),
                HostileCalls.class.getName(),
                "1",
                Integer.toString(CALLS))
            .redirectOutput(printed.toFile())
            .redirectError(seeds.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(printed, StandardCharsets.UTF_8);
    List<String> lines = Files.readAllLines(seeds, StandardCharsets.UTF_8);
    String last = lines.isEmpty() ? "none" : lines.get(lines.size() - 1);
    assertThat(ended).as("seed " + last + " has not ended").isTrue();
    assertThat(process.exitValue()).as("last seed " + last + "\n" + text).isZero();
    System.out.println("hostile calls: " + text);
    assertThat(text).contains("right=").contains("misuse refused=").contains("refused=");
  }
}
