package dev.fovea.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Starts the command as modules: service binding by module-info alone, no class path. */
class ModulePathTest {
  /** Nothing requires the modules that hold natives; they are named by platform. */
  private static final String NATIVES =
      String.join(",", nativeModule("javacpp"), nativeModule("openblas"));

  private static String nativeModule(String library) {
    String platform = System.getProperty("fovea.javacpp.platform").replace('-', '.');
    return "org.bytedeco." + library + "." + platform;
  }

  @Test
  void finds_the_backends_on_the_module_path() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "--module-path",
                modulePath(),
                "--add-modules",
                NATIVES,
                "--module",
                "dev.fovea.cli/dev.fovea.cli.Main",
                "backends",
                "--json")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    for (String backend : BackendsHere.all()) {
      assertThat(output)
          .containsPattern("\"name\" : \"" + backend + "\",\\s+\"status\" : \"AVAILABLE\"");
    }
    assertThat(output).contains("\"name\" : \"native\"");
    assertThat(process.exitValue()).isZero();
  }

  /**
   * The test's class path without tests and what only tests need: a module path has no room for
   * them.
   */
  private static String modulePath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith("test-classes"))
        .filter(
            entry ->
                Arrays.stream(
                        new String[] {
                          "conformance",
                          "archunit",
                          "junit",
                          "jqwik",
                          "assertj",
                          "opentest4j",
                          "apiguardian",
                          "byte-buddy",
                          "surefire",
                          "slf4j"
                        })
                    .noneMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
