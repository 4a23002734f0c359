package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.Backends;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea check} as a person uses it. */
class CheckCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int check(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "check";
    System.arraycopy(args, 0, all, 1, args.length);
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, false);
    return Main.run(terminal, all);
  }

  /** Writes a test of the embedded network whose records the reference made. */
  private Path test(String name) throws Exception {
    EmbeddedModel fashion = Fashion.model();
    Path test = folder.resolve(name);
    Path data = Files.createDirectories(test.resolve("test_data_set_0"));
    Files.copy(fashion.openModel(), test.resolve("model.onnx"));
    try (Backend backend = Backends.discover().open("reference");
        Graph graph = fashion.openGraph();
        Session session = Session.open(graph, backend);
        Tensor image = fashion.samples().get(0).read(fashion.preprocessing());
        Tensor scores = session.run(Map.of("image", image)).get("probabilities")) {
      OnnxTensors.write(data.resolve("input_0.pb"), "image", image);
      OnnxTensors.write(data.resolve("output_0.pb"), "probabilities", scores);
    }
    return test;
  }

  private Path failingTest(String name) throws Exception {
    Path test = test(name);
    Path recorded = test.resolve("test_data_set_0/output_0.pb");
    try (Tensor scores = OnnxTensors.read(recorded)) {
      scores.floats().put(3, 7);
      OnnxTensors.write(recorded, "probabilities", scores);
    }
    return test;
  }

  /** The first bytes of the model say that it holds an operator nobody knows. */
  private Path unsupportedTest(String name) throws Exception {
    Path test = test(name);
    byte[] model = Files.readAllBytes(test.resolve("model.onnx"));
    byte[] operator = "BatchNormalization".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int i = 0; i + operator.length <= model.length; i++) {
      if (Arrays.equals(model, i, i + operator.length, operator, 0, operator.length)) {
        model[i] = 'X';
      }
    }
    Files.write(test.resolve("model.onnx"), model);
    return test;
  }

  @Test
  void passes_on_every_backend() throws Exception {
    assertThat(check(test("net").toString())).isZero();
    for (String backend : BackendsHere.all()) {
      assertThat(out.toString())
          .contains("On backend " + backend + ":")
          .containsPattern("passed +.*net")
          .contains(backend + ": 1 passed, 0 failed, 0 unsupported");
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void fails_with_the_worst_place() throws Exception {
    test("a");
    failingTest("b");
    assertThat(check("--backend", "blas", folder.toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("passed +.*a")
        .containsPattern("FAILED +.*b")
        .containsPattern("test_data_set_0: probabilities\\[0,3\\] is .*; expected 7.0 \\+- ")
        .contains("blas: 1 passed, 1 failed, 0 unsupported")
        .doesNotContain("reference");
  }

  @Test
  void tells_what_is_not_supported() throws Exception {
    assertThat(check("--backend", "reference", unsupportedTest("c").toString())).isZero();
    assertThat(out.toString())
        .containsPattern("unsupported +.*c")
        .contains("XatchNormalization: operator is not supported")
        .contains("reference: 0 passed, 0 failed, 1 unsupported");
  }

  @Test
  void writes_json_with_totals_per_backend() throws Exception {
    test("a");
    failingTest("b");
    unsupportedTest("c");
    assertThat(check("--json", "--threads", "1", folder.toString())).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(out.toString());
    for (String backend : BackendsHere.all()) {
      for (String outcome : new String[] {"passed", "failed", "unsupported"}) {
        assertThat(report.get(outcome).get(backend).asInt()).as(outcome + backend).isEqualTo(1);
      }
    }
    assertThat(report.get("tests")).hasSize(3 * BackendsHere.all().size());
    assertThat(report.at("/tests/0/error").asDouble()).isLessThan(1e-5);
    assertThat(report.at("/tests/1/reason").asText()).contains("probabilities[0,3]");
    assertThat(report.at("/tests/2/problems/0").asText()).contains("XatchNormalization[");
  }

  @Test
  void files_that_are_missing_fail_their_test_alone() throws Exception {
    Path lacking = test("a");
    Files.delete(lacking.resolve("test_data_set_0/output_0.pb"));
    Path damaged = test("b");
    Files.write(damaged.resolve("test_data_set_0/input_0.pb"), new byte[] {0x0a, 0x7f});
    test("c");
    assertThat(check("--backend", "blas", folder.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("output_0.pb is missing; expected 1")
        .contains("blas: 1 passed, 2 failed, 0 unsupported");
  }

  @Test
  void folders_without_tests_are_errors() throws Exception {
    assertThat(check(folder.toString())).isEqualTo(1);
    assertThat(check(folder.resolve("absent").toString())).isEqualTo(1);
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(check(file.toString())).isEqualTo(1);
    Path bare = Files.createDirectories(folder.resolve("bare"));
    Files.copy(Fashion.model().openModel(), bare.resolve("model.onnx"));
    assertThat(check(bare.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("holds no tests; expected model.onnx")
        .contains("absent]: does not exist")
        .contains("file]: is no folder")
        .contains("bare]: holds a model but no data")
        .doesNotContain("\tat ");
  }

  @Test
  void explains_itself() {
    assertThat(check()).isEqualTo(2);
    assertThat(check("--threads", "0", "x")).isEqualTo(2);
    assertThat(check("--backend", "warp", "x")).isEqualTo(1);
    assertThat(check("--help")).isZero();
    assertThat(err.toString()).contains("--threads is 0; expected 1 to 1024");
    assertThat(out.toString()).contains("a test failed").contains("test_data_set_0");
  }

  @Test
  void leaves_no_memory_behind() throws Exception {
    Path failing = failingTest("b");
    long before = Tensor.liveBytes();
    check(failing.toString());
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }
}
