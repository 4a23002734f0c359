package dev.fovea.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the command as modules: service binding by module-info alone, no class path. */
class ModulePathTest {
  /** Nothing requires the modules that hold natives; they are named by platform. */
  private static final String NATIVES =
      String.join(",", nativeModule("javacpp"), nativeModule("openblas"));

  private static String nativeModule(String library) {
    String platform = System.getProperty("fovea.javacpp.platform").replace('-', '.');
    return "org.bytedeco." + library + "." + platform;
  }

  @TempDir Path folder;

  @Test
  void finds_the_backends_on_the_module_path() throws Exception {
    String output = fovea(List.of(), "backends", "--json");
    for (String backend : BackendsHere.all()) {
      assertThat(output)
          .containsPattern("\"name\" : \"" + backend + "\",\\s+\"status\" : \"AVAILABLE\"");
    }
    assertThat(output).contains("\"name\" : \"native\"");
  }

  @Test
  void goes_on_in_silence_where_the_native_backend_cannot_run() throws Exception {
    Path file = Files.createFile(folder.resolve("no-folder"));
    List<String> unwritable = List.of("-Dfovea.native.cache=" + file);
    assertThat(fovea(unwritable, "backends")).containsPattern("native +REFUSED");
    assertThat(fovea(unwritable, "classify"))
        .contains("on backend blas")
        .contains("18 of 20 right")
        .doesNotContain("native");
  }

  /** Runs the command in a JVM of its own; returns what it wrote, to either stream. */
  private static String fovea(List<String> javaOptions, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.addAll(List.of("--module-path", modulePath(), "--add-modules", NATIVES));
    command.addAll(List.of("--module", "dev.fovea.cli/dev.fovea.cli.Main"));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
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
