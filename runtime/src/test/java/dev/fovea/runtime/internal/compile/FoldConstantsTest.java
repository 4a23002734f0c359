package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Concat;
import dev.fovea.op.Dense;
import dev.fovea.op.Gemm;
import dev.fovea.op.Reshape;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.SizeOf;
import dev.fovea.op.Split;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FoldConstantsTest {
  private final long liveBefore = Tensor.liveBytes();
  private final WeightStore store = new WeightStore();
  private final DerivedConstants derived = new DerivedConstants(store);
  private final Pass pass = new FoldConstants(Situations.evaluation(derived));

  @AfterEach
  void nothingLeaks() {
    derived.close();
    assertThat(store.bytes()).isZero();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static Graph.Builder net() {
    return Graph.builder("g").input(Nets.input("x", 1, 2));
  }

  @Test
  void chainsOfConstantsBecomeConstants() {
    try (Graph graph =
        net()
            .constant("flat", Tensor.of(Shape.of(2), 1, 2))
            .constant("shift", Tensor.of(Shape.of(1, 2), 10, 20))
            .node("row", Reshape.to(1, 2), List.of("flat"), List.of("w"))
            .node("sum", new Add(), List.of("w", "shift"), List.of("w2"))
            .node("fc", Dense.of(2, 1).bias(false), List.of("x", "w2"), List.of("y"))
            .output("y")
            .build()) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 2));
      TypedGraph after = pass.apply(before);

      assertThat(Situations.lines(before))
          .containsExactly("row: flat -> w", "sum: w shift -> w2", "fc: x w2 -> y");
      assertThat(Situations.lines(after)).containsExactly("fc: x w2 -> y");
      assertThat(after.constants().get("w2").toFloats()).containsExactly(11, 22);
    }
  }

  @Test
  void programsShareWhatTheyFold() {
    try (Graph graph =
            net()
                .constant("c", Tensor.of(Shape.of(2), -1, 2))
                .node("relu", Activation.relu(), List.of("c"), List.of("r"))
                .node("add", new Add(), List.of("x", "r"), List.of("y"))
                .output("y")
                .build();
        DerivedConstants other = new DerivedConstants(store)) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 2));
      Tensor first = pass.apply(before).constants().get("r");
      Pass again = new FoldConstants(Situations.evaluation(other));

      assertThat(again.apply(before).constants().get("r")).isSameAs(first);
      derived.close();
      assertThat(first.toFloats()).containsExactly(0, 2);
    }
  }

  @Test
  void whatNoParameterMayBeIsLeftToTheRun() {
    try (Graph graph =
        net()
            .constant("c", Tensor.of(Shape.of(1), Float.POSITIVE_INFINITY))
            .node("relu", Activation.relu(), List.of("c"), List.of("r"))
            .node("add", new Add(), List.of("x", "r"), List.of("y"))
            .output("y")
            .build()) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 2));

      assertThat(pass.apply(before).nodes()).isEqualTo(before.nodes());
    }
  }

  @Test
  void whatGrowsBeyondMeasureIsLeftToTheRun() {
    try (Graph graph =
        net()
            .constant("column", Tensor.allocate(TensorDesc.of(3000, 1)))
            .constant("row", Tensor.allocate(TensorDesc.of(1, 3000)))
            .node(
                "outer",
                new Gemm(false, false, 1, 1, false),
                List.of("column", "row"),
                List.of("y"))
            .output("y")
            .build()) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 2));

      assertThat(pass.apply(before).nodes()).isEqualTo(before.nodes());
    }
  }

  @Test
  void computedShapesDecideOperators() {
    try (Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", "N"))
            .constant("batch", Tensor.ofLongs(Shape.of(1), 3))
            .constant("rest", Tensor.ofLongs(Shape.of(1), -1))
            .node("join", new Concat(0, 2), List.of("batch", "rest"), List.of("shape"))
            .node(Nets.reshapeBy("shape"))
            .output("reshaped")
            .build()) {
      assertThat(Deciders.of(graph)).isEmpty();
      Evaluation evaluation = Situations.evaluation(derived);
      TypedGraph typed =
          ResolveOperators.apply(graph, Situations.of(graph, TensorDesc.of(12)), evaluation);

      assertThat(typed.desc("reshaped")).isEqualTo(TensorDesc.of(3, 4));
      assertThat(Situations.lines(Situations.apply(typed, pass, new DropUnused())))
          .containsExactly("reshape: x -> reshaped");
    }
  }

  @Test
  void allOutputsOfANodeAreFoldedAtOnce() {
    try (Graph graph =
        net()
            .constant("c", Tensor.of(Shape.of(2), 1, 2))
            .node("cut", new Split(0, List.of(1, 1)), List.of("c"), List.of("a", "b"))
            .node("join", new Concat(0, 2), List.of("b", "a"), List.of("turned"))
            .node("add", new Add(), List.of("x", "turned"), List.of("y"))
            .output("y")
            .build()) {
      TypedGraph after = pass.apply(Situations.typed(graph, TensorDesc.of(1, 2)));

      assertThat(Situations.lines(after)).containsExactly("add: x turned -> y");
      assertThat(after.constants().get("turned").toFloats()).containsExactly(2, 1);
      assertThat(after.constants().get("b").toFloats()).containsExactly(2);
    }
  }

  @Test
  void whatOneProgramHoldsIsNotMadeAgainByAnother() {
    try (Graph graph =
            net()
                .constant("c", Tensor.of(Shape.of(2), 1, 2))
                .node("cut", new Split(0, List.of(1, 1)), List.of("c"), List.of("a", "b"))
                .node("add", new Add(), List.of("x", "b"), List.of("y"))
                .output("y")
                .build();
        DerivedConstants other = new DerivedConstants(store)) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 2));
      Tensor first = pass.apply(before).constants().get("b");
      Pass again = new FoldConstants(Situations.evaluation(other));

      assertThat(again.apply(before).constants().get("b")).isSameAs(first);
    }
  }

  @Test
  void shapesOfDataAreConstants() {
    try (Graph graph =
        net()
            .node("relu", Activation.relu(), List.of("x"), List.of("r"))
            .node("shape", ShapeOf.all(), List.of("r"), List.of("s"))
            .node("size", new SizeOf(), List.of("r"), List.of("n"))
            .output("s")
            .output("n")
            .build()) {
      TypedGraph after =
          Situations.apply(Situations.typed(graph, TensorDesc.of(1, 2)), pass, new DropUnused());

      assertThat(after.nodes()).isEmpty();
      assertThat(after.constants().get("s").toLongs()).containsExactly(1, 2);
      assertThat(after.constants().get("n").toLongs()).containsExactly(2);
    }
  }
}
