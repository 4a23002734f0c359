package dev.fovea.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a start loads, which is most of what it costs. */
class StartTest {

  @Test
  void classify_loads_no_network_but_its_own() throws Exception {
    List<String> loaded = loaded("classify");
    assertThat(loaded).anyMatch(line -> line.contains("dev.fovea.models.zoo.Fashion "));
    assertThat(loaded)
        .noneMatch(line -> line.contains("dev.fovea.models.net."))
        .noneMatch(line -> line.contains("dev.fovea.models.zoo.Zoo "))
        .noneMatch(line -> line.contains("dev.fovea.models.zoo.classification."));
  }

  /** The same start does load them when they are asked for. */
  @Test
  void zoo_loads_them() throws Exception {
    assertThat(loaded("zoo", "vgg16"))
        .anyMatch(line -> line.contains("dev.fovea.models.zoo.Zoo "))
        .anyMatch(line -> line.contains("dev.fovea.models.net.Net "))
        .anyMatch(line -> line.contains("dev.fovea.models.zoo.classification.Vgg "));
  }

  @Test
  void the_fastest_backend_loads_no_library_of_another() throws Exception {
    String openblas = "org.bytedeco.openblas.";
    assertThat(loaded("classify", "--backend", "blas")).anyMatch(line -> line.contains(openblas));
    if (BackendsHere.nativeWasBuilt()) {
      assertThat(loaded("classify")).noneMatch(line -> line.contains(openblas));
    }
  }

  private static List<String> loaded(String... args) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fovea.cli.Main"));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output.lines().filter(line -> line.contains("[class,load] ")).toList();
  }
}
