package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.tensor.Tensor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea bench} as a person uses it; how long things take is not asserted. */
class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @BeforeEach
  void copyModel() throws Exception {
    Files.copy(Fashion.model().openModel(), folder.resolve("model.onnx"));
  }

  private int bench(String... args) {
    List<String> all = new ArrayList<>(List.of("bench", folder.toString(), "--seconds", "0.01"));
    all.addAll(List.of(args));
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
    return Main.run(terminal, all.toArray(String[]::new));
  }

  @Test
  void times_the_backend_that_would_run() {
    assertThat(bench("--threads", "1")).isZero();
    assertThat(out.toString())
        .contains(folder.getFileName() + " on image[1,1,28,28]: 5,128,640 multiply-adds")
        .containsPattern("1 of \\d+ cores")
        .containsPattern(
            "(?m)^" + BackendsHere.first() + "( +[0-9.]+){2} +[0-9.]+ %( +[0-9.]+){7}$")
        .doesNotContain("Layers");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shows_the_layers_of_several_backends() {
    assertThat(bench("--backend", "blas", "--backend", "reference", "--layers")).isZero();
    assertThat(out.toString())
        .contains("Layers on blas:")
        .contains("Layers on reference:")
        .contains("reference:conv2d")
        .doesNotContain("does not agree");
  }

  @Test
  void writes_json_that_adds_up() throws Exception {
    assertThat(bench("--json", "--threads", "2", "--batch", "3")).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.at("/inputs/image").asText()).contains("[3,1,28,28]");
    assertThat(report.get("threads").asInt()).isEqualTo(2);
    JsonNode subject = report.at("/backends/0");
    assertThat(subject.get("backend").asText()).isEqualTo(BackendsHere.first());
    assertThat(subject.get("agrees").asBoolean()).isTrue();
    assertThat(subject.get("facts").size()).isPositive();
    double median = subject.get("medianMilliseconds").asDouble();
    assertThat(subject.get("leastMilliseconds").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(median);
    assertThat(subject.get("perSecond").asDouble() * median).isBetween(2999.0, 3001.0);
    double share = 0;
    long multiplyAdds = 0;
    for (JsonNode layer : subject.get("layers")) {
      share += layer.get("share").asDouble();
      multiplyAdds += layer.get("multiplyAdds").asLong();
      assertThat(layer.get("algorithm").asText()).isNotEmpty();
      assertThat(layer.get("microseconds").asDouble()).isPositive();
    }
    assertThat(share).isBetween(0.999, 1.001);
    assertThat(multiplyAdds).isEqualTo(report.get("multiplyAdds").asLong());
  }

  @Test
  void refuses_what_makes_no_sense() {
    assertThat(bench("--threads", "0")).isEqualTo(2);
    assertThat(bench("--batch", "0")).isEqualTo(2);
    assertThat(bench("--backend", "warp")).isEqualTo(1);
    assertThat(bench("--shape", "nothing=1x2")).isEqualTo(1);
    assertThat(err.toString())
        .contains("fovea bench: --threads is 0; expected 1 to 1024")
        .contains("fovea bench: --batch is 0; expected 1 to 65536")
        .contains("warp")
        .contains("inputs [nothing] are unknown")
        .doesNotContain("\tat ");
  }

  @Test
  void leaves_no_memory_behind() {
    long before = Tensor.liveBytes();
    bench("--backend", "blas", "--backend", "warp");
    bench("--backend", "blas");
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }
}
