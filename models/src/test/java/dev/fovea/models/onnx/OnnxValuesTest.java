package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.TestBackend;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What files declare: inputs, outputs, their types and extents, and in which order. */
class OnnxValuesTest {

  @Test
  void extentsThatAreNotKnownAreSymbols() {
    GraphProto.Builder graph = GraphProto.newBuilder().addNode(node("Relu", List.of("x"), "y"));
    graph.addInput(value("x", FLOAT, 1, 1, 1)).addOutput(unshaped("y", FLOAT));
    TensorShapeProto.Builder shape =
        graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    shape.getDimBuilder(0).setDimValue(-1);
    shape.getDimBuilder(1).setDimParam("?");
    shape.getDimBuilder(2).setDimParam("?");
    shape.addDimBuilder().setDimParam("batch.0");
    try (Graph read = read(graph)) {
      assertThat(read.inputs().get(0).dims())
          .containsExactly(
              new Dim.Symbolic("x.0"),
              new Dim.Symbolic("x.1"),
              new Dim.Symbolic("x.2"),
              new Dim.Symbolic("batch.0"));
    }
  }

  @Test
  void valuesOfOtherKindsAreRefused() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", TensorProto.DataType.DOUBLE.getNumber(), 1))
            .addNode(node("Identity", List.of("x"), "y"))
            .addOutput(unshaped("y", TensorProto.DataType.STRING.getNumber()));
    graph.addOutputBuilder().setName("z").getTypeBuilder().getSequenceTypeBuilder();
    String held = "; expected float, float16, int64, int32 or bool";
    assertThatThrownBy(() -> read(graph))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("graph input[x]: is double" + held)
        .hasMessageContaining("graph output[y]: is string" + held)
        .hasMessageContaining("graph output[z]: is no tensor; expected one");
  }

  @Test
  void boolAndInt32InputsAndOutputsAreInt64() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", TensorProto.DataType.BOOL.getNumber(), 2))
            .addInput(value("n", TensorProto.DataType.INT32.getNumber(), 1))
            .addNode(node("Concat", List.of("x", "n"), "y").addAttribute(integer("axis", 0)))
            .addOutput(unshaped("y", TensorProto.DataType.INT32.getNumber()));
    try (Graph read = read(graph);
        Tensor x = Tensor.ofLongs(Shape.of(2), 0, 1);
        Tensor n = Tensor.ofLongs(Shape.of(1), -7);
        Tensor y = TestBackend.run(read, Map.of("x", x, "n", n)).get("y")) {
      assertThat(y.toLongs()).containsExactly(0, 1, -7);
    }
  }

  @Test
  void initializersMayBeListedAmongTheInputs() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("w", FLOAT, 2))
            .addInput(value("x", FLOAT, 2))
            .addInitializer(floats("w", new int[] {2}, 10, 20))
            .addNode(node("Add", List.of("x", "w"), "y"))
            .addOutput(unshaped("y", FLOAT));
    try (Graph read = read(graph);
        Tensor x = Tensor.of(Shape.of(2), 1, 2);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(read.inputs()).hasSize(1);
      assertThat(y.toFloats()).containsExactly(11, 22);
    }
  }

  @Test
  void nodesMayStandInAnyOrderAndOutputsBeUnusedOrAskedForTwice() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addNode(node("Add", List.of("b", "a"), "y"))
            .addNode(
                node("MaxPool", List.of("a"), "b", "indices")
                    .addAttribute(ints("kernel_shape", 1, 1)))
            .addNode(node("Relu", List.of("x"), "a"))
            .addNode(node("Clip", List.of("a", "", "most"), "unused"))
            .addInitializer(floats("most", new int[] {}, 1))
            .addInput(value("x", FLOAT, 1, 1, 1, 2))
            .addOutput(unshaped("y", FLOAT))
            .addOutput(unshaped("y", FLOAT));
    try (Graph read = read(graph);
        Tensor x = Tensor.of(Shape.of(1, 1, 1, 2), -1, 2);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(read.outputs()).containsExactly("y");
      assertThat(y.toFloats()).containsExactly(0, 4);
    }
  }

  private static Graph read(GraphProto.Builder graph) {
    byte[] bytes = Models.model(13, graph).toByteArray();
    return OnnxImporter.read(new ByteArrayInputStream(bytes), "test.onnx");
  }
}
