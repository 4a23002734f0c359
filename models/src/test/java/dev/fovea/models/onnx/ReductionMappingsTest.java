package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.fovea.models.support.SingleNode;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.Op;
import dev.fovea.op.Reduce;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reductions on both sides of each change of their schemas. */
class ReductionMappingsTest {
  private static final Shape PAIRS = Shape.of(3, 2);
  private static final float[] VALUES = {1, 2, 3, 4, 5, 6};

  @ParameterizedTest
  @CsvSource({"ReduceSum, 12", "ReduceMax, 17", "ReduceSum, 7", "ReduceMax, 7"})
  void axesWereAnAttribute(String operator, int opset) {
    boolean sum = operator.equals("ReduceSum");
    try (Tensor y =
        SingleNode.of(operator, opset, ints("axes", 0), integer("keepdims", 0))
            .feed("x", PAIRS, VALUES)
            .run()) {
      assertThat(y.shape()).isEqualTo(Shape.of(2));
      assertThat(y.toFloats()).containsExactly(sum ? 9 : 5, sum ? 12 : 6);
    }
    SingleNode asInput =
        SingleNode.of(operator, opset).feed("x", PAIRS, VALUES).feedLongs("axes", 0);
    assertThatThrownBy(asInput::run).hasMessageContaining("2 inputs given; expected at most 1");
  }

  @ParameterizedTest
  @CsvSource({"ReduceSum, 13", "ReduceMax, 18", "ReduceSum, 22", "ReduceMax, 20"})
  void axesAreAnInput(String operator, int opset) {
    boolean sum = operator.equals("ReduceSum");
    try (Tensor y =
        SingleNode.of(operator, opset).feed("x", PAIRS, VALUES).feedLongs("axes", -1).run()) {
      assertThat(y.shape()).isEqualTo(Shape.of(3, 1));
      assertThat(y.toFloats()).containsExactly(sum ? 3 : 2, sum ? 7 : 4, sum ? 11 : 6);
    }
    SingleNode asAttribute =
        SingleNode.of(operator, opset, ints("axes", 0)).feed("x", PAIRS, VALUES);
    assertThatThrownBy(asAttribute::run).hasMessageContaining("axes: is not an attribute");
  }

  @Test
  void noAxesMeanAllUnlessTheNodeSaysNone() {
    try (Tensor all = SingleNode.of("ReduceSum", 11).feed("x", PAIRS, VALUES).run();
        Tensor none =
            SingleNode.of("ReduceSum", 13, integer("noop_with_empty_axes", 1))
                .feed("x", PAIRS, VALUES)
                .run();
        Tensor empty =
            SingleNode.of("ReduceSumSquare", 18, integer("noop_with_empty_axes", 1))
                .feed("x", PAIRS, VALUES)
                .feedLongs("axes")
                .run()) {
      assertThat(all.toFloats()).containsExactly(21);
      assertThat(none.toFloats()).containsExactly(VALUES);
      // ReduceSumSquare-18: the output is the input, without squares.
      assertThat(empty.toFloats()).containsExactly(VALUES);
    }
  }

  @Test
  void aMeanOverTheMapIsGlobalAveragePooling() {
    TensorDesc images = TensorDesc.of(2, 3, 4, 5);
    assertThat(resolved(ints("axes", 2, 3), images)).isEqualTo(new GlobalAveragePool());
    assertThat(resolved(ints("axes", -1, -2), images)).isEqualTo(new GlobalAveragePool());
    assertThat(resolved(ints("axes", 1, 2), images)).isEqualTo(Reduce.of(Reduce.Kind.MEAN, 1, 2));
  }

  private static Op resolved(AttributeProto axes, TensorDesc src) {
    SingleNode node = SingleNode.of("ReduceMean", 13, axes).feed("x", Shape.of(1, 1, 1, 1), 0);
    try (Graph graph =
        OnnxImporter.read(new ByteArrayInputStream(node.model().toByteArray()), "mean")) {
      OpSource.Deferred source = (OpSource.Deferred) graph.nodes().get(0).source();
      return source.resolver().resolve(List.of(src), List.of());
    } finally {
      node.close();
    }
  }

  @Test
  void theNumberOfValuesWasAnAttribute() {
    try (Tensor old = SingleNode.of("TopK", 9, integer("k", 2)).feed("x", PAIRS, VALUES).run();
        Tensor now =
            SingleNode.of("TopK", 10, integer("axis", 0))
                .feed("x", PAIRS, VALUES)
                .feedLongs("k", 1)
                .run();
        Tensor least =
            SingleNode.of("TopK", 11, integer("axis", 0), integer("largest", 0))
                .feed("x", PAIRS, VALUES)
                .feedLongs("k", 1)
                .run()) {
      assertThat(old.toFloats()).containsExactly(2, 1, 4, 3, 6, 5);
      assertThat(now.toFloats()).containsExactly(5, 6);
      assertThat(least.toFloats()).containsExactly(1, 2);
    }
    SingleNode missing = SingleNode.of("TopK", 9).feed("x", PAIRS, VALUES);
    assertThatThrownBy(missing::run).hasMessageContaining("k: is missing");
    SingleNode early =
        SingleNode.of("TopK", 10, integer("largest", 0)).feed("x", PAIRS, VALUES).feedLongs("k", 1);
    assertThatThrownBy(early::run).hasMessageContaining("largest: is not an attribute");
  }

  @Test
  void theLastIndexMayBeAskedForSinceOpset12() {
    try (Tensor first = SingleNode.of("ArgMax", 11).feed("x", Shape.of(4), 1, 3, 3, 2).run();
        Tensor last =
            SingleNode.of("ArgMax", 12, integer("select_last_index", 1), integer("keepdims", 0))
                .feed("x", Shape.of(4), 1, 3, 3, 2)
                .run();
        Tensor least = SingleNode.of("ArgMin", 7).feed("x", Shape.of(4), 1, 3, 1, 2).run()) {
      assertThat(first.toLongs()).containsExactly(1);
      assertThat(last.toLongs()).containsExactly(2);
      assertThat(last.shape()).isEqualTo(Shape.of());
      assertThat(least.toLongs()).containsExactly(0);
    }
    SingleNode old =
        SingleNode.of("ArgMax", 11, integer("select_last_index", 1)).feed("x", Shape.of(1), 1);
    assertThatThrownBy(old::run).hasMessageContaining("select_last_index: is not an attribute");
  }
}
