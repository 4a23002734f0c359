package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.Backends;
import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.Folders;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.Explanation;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Folded and fused plans of real networks against those that run every node as it stands. */
class OptimisedModelsTest {

  @TestFactory
  Stream<DynamicTest> everyNetwork() {
    Path models = Folders.root().resolve("../shared/models").normalize();
    assumeTrue(Files.isDirectory(models), "no pretrained networks: " + models + " is absent");
    return Folders.in(models).stream()
        .filter(folder -> Files.exists(folder.resolve("model.onnx")))
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
  }

  @Test
  void embeddedNetwork() {
    EmbeddedModel fashion = Fashion.model();
    try (Graph graph = fashion.openGraph();
        Tensor image = fashion.samples().get(0).read(fashion.preprocessing())) {
      check("embedded fashion", graph, Map.of("image", image));
    }
  }

  private static void check(Path folder) {
    List<Tensor> open = new ArrayList<>();
    try (Graph graph = imported(folder)) {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (int i = 0; i < graph.inputs().size(); i++) {
        Path file = folder.resolve("test_data_set_0/input_" + i + ".pb");
        Tensor tensor = OnnxTensors.read(file);
        open.add(tensor);
        inputs.put(graph.inputs().get(i).name(), tensor);
      }
      check(folder.getFileName().toString(), graph, inputs);
    } finally {
      open.forEach(Tensor::close);
    }
  }

  private static void check(String name, Graph graph, Map<String, Tensor> inputs) {
    List<Tensor> open = new ArrayList<>();
    try (Backend backend = Backends.discover().open("reference");
        Session optimised = Session.open(graph, backend);
        Session plain = Session.open(graph, backend, SessionOptions.DEFAULT.optimise(false))) {
      report(name, optimised.explainRun(inputs), plain.explainRun(inputs));
      Map<String, Tensor> actual = run(optimised, inputs, open);
      Map<String, Tensor> expected = run(plain, inputs, open);
      agree(graph.outputs(), actual, expected);

      Set<String> values = new LinkedHashSet<>();
      graph.nodes().forEach(node -> values.add(node.outputs().get(0)));
      Map<String, Tensor> all = run(observing(graph, backend, true, values), inputs, open);
      agree(values, all, run(observing(graph, backend, false, values), inputs, open));
    } finally {
      open.forEach(Tensor::close);
    }
  }

  private static Graph imported(Path folder) {
    try {
      return OnnxImporter.read(folder.resolve("model.onnx"));
    } catch (OnnxImportException e) {
      assumeTrue(false, folder.getFileName() + " does not import yet");
      throw e;
    }
  }

  private static Session observing(
      Graph graph, Backend backend, boolean optimise, Set<String> values) {
    SessionOptions options = SessionOptions.DEFAULT.optimise(optimise).observe(values);
    return Session.open(graph, backend, options);
  }

  private static Map<String, Tensor> run(
      Session session, Map<String, Tensor> inputs, List<Tensor> open) {
    try (session) {
      Map<String, Tensor> results = session.run(inputs);
      open.addAll(results.values());
      return results;
    }
  }

  private static void agree(
      Iterable<String> values, Map<String, Tensor> actual, Map<String, Tensor> expected) {
    for (String value : values) {
      if (expected.get(value).desc().dtype() == DType.FLOAT32) {
        assertThat(Agreement.problem(value, actual.get(value), expected.get(value))).isEmpty();
      }
    }
  }

  private static void report(String name, Explanation optimised, Explanation plain) {
    System.out.printf(
        "%s: %d steps and %d views become %d and %d;"
            + " arena %,d bytes becomes %,d, of %,d bytes of activations%n",
        name,
        kernels(plain),
        plain.steps().size() - kernels(plain),
        kernels(optimised),
        optimised.steps().size() - kernels(optimised),
        plain.arenaBytes(),
        optimised.arenaBytes(),
        plain.activationBytes());
    assertThat(kernels(optimised)).isLessThan(kernels(plain));
    assertThat(optimised.arenaBytes()).isLessThanOrEqualTo(plain.arenaBytes());
    assertThat(optimised.multiplyAdds()).isEqualTo(plain.multiplyAdds());
  }

  private static int kernels(Explanation explanation) {
    return (int)
        explanation.steps().stream()
            .filter(step -> !step.algorithm().equals(Explanation.VIEW))
            .count();
  }
}
