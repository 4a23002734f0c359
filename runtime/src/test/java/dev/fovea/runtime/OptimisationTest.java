package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Folded and fused plans against those that run every node as it stands. */
class OptimisationTest {
  private static final SessionOptions OPTIMISED = SessionOptions.DEFAULT.threads(2);
  private static final SessionOptions PLAIN = OPTIMISED.optimise(false);

  private final long liveBefore = Tensor.liveBytes();
  private final List<Supplier<Graph>> nets =
      List.of(Nets::leNet, Nets::residual, Nets::resNet, Nets::fire, Nets::shuffle);

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static Tensor image(Graph graph) {
    boolean grey = graph.name().equals("lenet");
    return Nets.random(grey ? Shape.of(2, 1, 28, 28) : Shape.of(2, 4, 9, 7), 1);
  }

  private static Offset<Float> agreement(float[] expected) {
    float max = 0;
    for (float value : expected) {
      max = Math.max(max, Math.abs(value));
    }
    return within(1e-5f + 1e-4f * max);
  }

  @Test
  @DisabledIfSystemProperty(
      named = "fovea.test.backend",
      matches = "native",
      disabledReason = "counts steps and bytes in plain layouts")
  void resultsAgree() {
    for (Supplier<Graph> net : nets) {
      try (Graph graph = net.get();
          Backend backend = Nets.backend();
          Session optimised = Session.open(graph, backend, OPTIMISED);
          Session plain = Session.open(graph, backend, PLAIN);
          Tensor image = image(graph);
          Tensor actual = optimised.run(Map.of("image", image)).get(graph.outputs().get(0));
          Tensor expected = plain.run(Map.of("image", image)).get(graph.outputs().get(0))) {
        float[] values = expected.toFloats();
        assertThat(actual.toFloats()).as(graph.name()).containsExactly(values, agreement(values));
        Map<String, TensorDesc> descs = Map.of("image", image.desc());
        assertThat(optimised.explain(descs).steps())
            .hasSizeLessThan(plain.explain(descs).steps().size());
        assertThat(optimised.explain(descs).arenaBytes())
            .isLessThanOrEqualTo(plain.explain(descs).arenaBytes());
      }
    }
  }

  @Test
  void observedValuesAreThoseOfTheGraph() {
    for (Supplier<Graph> net : nets) {
      try (Graph graph = net.get();
          Backend backend = Nets.backend();
          Tensor image = image(graph)) {
        Set<String> all = new LinkedHashSet<>();
        graph.nodes().forEach(node -> all.addAll(node.outputs()));
        Map<String, float[]> expected = OneByOne.run(graph, backend, Map.of("image", image));
        for (String value : all) {
          try (Session session = Session.open(graph, backend, OPTIMISED.observe(Set.of(value)))) {
            Map<String, Tensor> results = session.run(Map.of("image", image));
            float[] values = expected.get(value);
            assertThat(results.get(value).toFloats())
                .as(value)
                .containsExactly(values, agreement(values));
            results.values().forEach(Tensor::close);
          }
        }
      }
    }
  }

  @Test
  @DisabledIfSystemProperty(
      named = "fovea.test.backend",
      matches = "native",
      disabledReason = "counts steps and bytes in plain layouts")
  void joiningMovesNothing() {
    try (Graph graph = Nets.fire();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend, OPTIMISED)) {
      Explanation explanation = session.explain(Map.of("image", TensorDesc.of(2, 4, 9, 7)));
      Explanation.Step join = explanation.steps().get(3);

      assertThat(join.operator()).isEqualTo("Concat");
      assertThat(join.algorithm()).isEqualTo(Explanation.VIEW);
      assertThat(join.movedBytes()).isZero();
    }
  }

  @Test
  void halvesAreReadWhereTheyLieAndShufflesAreOneStep() {
    try (Graph graph = Nets.shuffle();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend, OPTIMISED)) {
      Explanation explanation = session.explain(Map.of("image", TensorDesc.of(2, 4, 9, 7)));

      assertThat(explanation.steps())
          .filteredOn(step -> step.operator().equals("Split"))
          .hasSize(2)
          .allMatch(step -> step.algorithm().equals(Explanation.VIEW));
      assertThat(explanation.steps())
          .filteredOn(step -> step.operator().equals("ChannelShuffle"))
          .extracting(Explanation.Step::nodes)
          .containsExactly(
              List.of("group1", "swap1", "merge1"), List.of("group2", "swap2", "merge2"));
    }
  }

  @Test
  @DisabledIfSystemProperty(
      named = "fovea.test.backend",
      matches = "native",
      disabledReason = "counts steps and bytes in plain layouts")
  void foldedWeightsAreSharedByPlansAndReleasedWithTheSession() {
    try (Graph graph = Nets.resNet();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend, OPTIMISED)) {
      long afterFirst = 0;
      for (int size = 4; size < 8; size++) {
        try (Tensor image = Nets.random(Shape.of(1, 4, size, size), size)) {
          session.run(Map.of("image", image)).values().forEach(Tensor::close);
        }
        long packed = session.stats().packedWeightBytes();
        assertThat(packed).isEqualTo(size == 4 ? packed : afterFirst).isPositive();
        afterFirst = packed;
      }
      // Five convolutions of 4x4x3x3 weights and four biases.
      assertThat(afterFirst).isEqualTo(5 * (4 * 4 * 9 + 4) * Float.BYTES);
      assertThat(session.stats().plans()).isEqualTo(4);
    }
  }

  @Test
  void explainingLeavesNothingBehind() {
    try (Graph graph = Nets.resNet();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend, OPTIMISED)) {
      long before = Tensor.liveBytes();
      session.explain(Map.of("image", TensorDesc.of(1, 4, 8, 8)));
      assertThat(Tensor.liveBytes()).isEqualTo(before);
      assertThat(session.stats().packedWeightBytes()).isZero();
    }
  }
}
