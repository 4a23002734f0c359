package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.SharedModel;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.Explanation;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
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
    return SharedModel.folders().stream()
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
    try (SharedModel model = SharedModel.readOrSkip(folder)) {
      check(folder.getFileName().toString(), model.graph(), model.inputs());
    }
  }

  private static void check(String name, Graph graph, Map<String, Tensor> inputs) {
    List<Tensor> open = new ArrayList<>();
    try (Backend backend = TestBackend.open();
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
