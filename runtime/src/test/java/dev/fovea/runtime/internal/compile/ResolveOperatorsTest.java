package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Dense;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Reshape;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResolveOperatorsTest {

  @Test
  void everyValueGetsItsShape() {
    try (Graph graph = Nets.leNet()) {
      TypedGraph typed = Situations.typed(graph, TensorDesc.of(3, 1, 28, 28));

      assertThat(typed.inputs()).containsExactly("image");
      assertThat(typed.results()).containsExactly("fc3");
      assertThat(typed.views()).isEmpty();
      assertThat(typed.nodes()).hasSize(12);
      assertThat(typed.nodes().get(0).nodes()).containsExactly("conv1");
      assertThat(typed.desc("conv1.w")).isEqualTo(TensorDesc.of(6, 1, 5, 5));
      assertThat(typed.desc("pool2")).isEqualTo(TensorDesc.of(3, 16, 5, 5));
      assertThat(typed.desc("flatten")).isEqualTo(TensorDesc.of(3, 400));
      assertThat(typed.desc("fc3")).isEqualTo(TensorDesc.of(3, 10));
    }
  }

  @Test
  void constantsDecideOperators() {
    try (Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", "N"))
            .constant("shape", Tensor.ofLongs(Shape.of(2), 3, -1))
            .node(Nets.reshapeBy("shape"))
            .output("reshaped")
            .build()) {
      TypedGraph typed = Situations.typed(graph, TensorDesc.of(12));

      assertThat(typed.nodes().get(0).op()).isEqualTo(Reshape.to(3, -1));
      assertThat(typed.desc("reshaped")).isEqualTo(TensorDesc.of(3, 4));
    }
  }

  @Test
  void inputsDecideOperators() {
    Graph graph = Nets.reshapedByInput();
    try (Tensor shape = Tensor.ofLongs(Shape.of(2), 4, 3)) {
      Situation situation =
          Situations.of(graph, Map.of("shape", shape), Set.of(), TensorDesc.of(12), shape.desc());

      assertThat(Situations.typed(graph, situation).desc("y")).isEqualTo(TensorDesc.of(4, 3));
    }
    TensorDesc shape = TensorDesc.of(DType.INT64, Shape.of(2));
    assertThatThrownBy(() -> Situations.typed(graph, TensorDesc.of(12), shape))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Reshape[reshape]: value shape is not known at compile time");
  }

  @Test
  void unnamedOutputsGetNames() {
    MaxPool2d op = MaxPool2d.of(Window2d.of(2)).indices(MaxPool2d.Indices.ROW_MAJOR);
    Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", 1, 1, 4, 4))
            .node("pool", op, List.of("x"), List.of("y"))
            .node("relu", Activation.relu(), List.of("y"), List.of("pool output 1"))
            .output("y")
            .build();
    TypedGraph typed = Situations.typed(graph, TensorDesc.of(1, 1, 4, 4));

    assertThat(typed.nodes().get(0).makes()).containsExactly("y", "pool output 1'");
    assertThat(typed.desc("pool output 1'").dtype()).isEqualTo(DType.INT64);
  }

  @Test
  void observedValuesAreResults() {
    Graph graph = Nets.tiny();
    Situation situation = Situations.of(graph, Map.of(), Set.of("x", "y"), TensorDesc.of(4));

    assertThat(Situations.typed(graph, situation).results())
        .containsExactlyInAnyOrder("y", "x")
        .first()
        .isEqualTo("y");
  }

  @Test
  void tooManyOutputs() {
    Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", 4))
            .node("relu", Activation.relu(), List.of("x"), List.of("y", "z"))
            .output("y")
            .build();
    assertThatThrownBy(() -> Situations.typed(graph, TensorDesc.of(4)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Activation[relu]: outputs are [y, z]; expected at most 1");
  }

  @Test
  void tooFewInputs() {
    Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", 1, 4))
            .node("fc", Dense.of(4, 2), List.of("x"), List.of("y"))
            .output("y")
            .build();
    assertThatThrownBy(() -> Situations.typed(graph, TensorDesc.of(1, 4)))
        .isInstanceOf(OperatorException.class)
        .hasMessageStartingWith("Dense[fc]: 1 inputs given; expected 3");
  }

  @Test
  void whateverGoesWrongNamesTheNode() {
    OpSource bad =
        new OpSource.Deferred(
            "Strange",
            List.of(),
            (inputs, deciders) -> {
              throw new ArithmeticException("integer overflow");
            });
    Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", 4))
            .node(new Node("odd", bad, List.of("x"), List.of("y")))
            .output("y")
            .build();
    assertThatThrownBy(() -> Situations.typed(graph, TensorDesc.of(4)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Strange[odd]: integer overflow")
        .hasCauseInstanceOf(ArithmeticException.class);
  }
}
