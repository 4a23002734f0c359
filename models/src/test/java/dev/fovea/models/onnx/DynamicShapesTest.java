package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.INT64;
import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.longs;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.tensor;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.TestBackend;
import dev.fovea.runtime.Explanation;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shape arithmetic as dynamic exports write it: known and folded for every input shape. */
class DynamicShapesTest {

  private static Graph read(GraphProto.Builder graph) {
    byte[] bytes = Models.model(13, graph).toByteArray();
    return OnnxImporter.read(new ByteArrayInputStream(bytes), "test.onnx");
  }

  private static TensorProto scalar(String name, long value) {
    return longs(name, value).toBuilder().clearDims().build();
  }

  /** Flattens all but the batch: Shape, Gather, Unsqueeze, Concat, Reshape. */
  private static GraphProto.Builder flattened() {
    return GraphProto.newBuilder()
        .addInput(value("x", FLOAT, -1, -1, -1))
        .addNode(node("Relu", List.of("x"), "r"))
        .addNode(node("Shape", List.of("r"), "shape"))
        .addNode(node("Gather", List.of("shape", "zero"), "batch"))
        .addNode(node("Unsqueeze", List.of("batch", "first"), "dim"))
        .addNode(node("Concat", List.of("dim", "rest"), "dims").addAttribute(integer("axis", 0)))
        .addNode(node("Reshape", List.of("r", "dims"), "y"))
        .addOutput(unshaped("y", FLOAT))
        .addInitializer(scalar("zero", 0))
        .addInitializer(longs("first", 0))
        .addInitializer(longs("rest", -1));
  }

  @Test
  void everyInputShapeHasAPlanOfItsOwn() {
    try (Graph graph = read(flattened());
        Backend backend = TestBackend.open();
        Session session = Session.open(graph, backend)) {
      for (Shape shape : List.of(Shape.of(2, 3, 4), Shape.of(5, 1, 2))) {
        try (Tensor x = Tensor.of(shape, new float[(int) shape.elements()]);
            Tensor y = session.run(Map.of("x", x)).get("y")) {
          assertThat(y.shape()).isEqualTo(Shape.of(shape.dim(0), shape.dim(1) * shape.dim(2)));
        }
      }
      Explanation explanation = session.explain(Map.of("x", TensorDesc.of(2, 3, 4)));
      assertThat(explanation.steps())
          .extracting(Explanation.Step::operator)
          .containsExactly("Activation", "Reshape");
    }
  }

  @Test
  void withoutOptimisationTheArithmeticRuns() {
    try (Graph graph = read(flattened());
        Backend backend = TestBackend.open();
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.optimise(false));
        Tensor x = Tensor.of(Shape.of(1, 2, 2), -1, 2, 3, 4);
        Tensor y = session.run(Map.of("x", x)).get("y")) {
      assertThat(y.shape()).isEqualTo(Shape.of(1, 4));
      assertThat(y.toFloats()).containsExactly(0, 2, 3, 4);
    }
  }

  @Test
  void shapesAreSplitCutAndPadded() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, -1, -1, -1, -1))
            .addNode(node("Shape", List.of("x"), "shape"))
            .addNode(node("Split", List.of("shape"), "head", "tail"))
            .addNode(node("Slice", List.of("shape", "one", "two"), "channels"))
            .addNode(
                node("Concat", List.of("tail", "channels", "minus"), "dims")
                    .addAttribute(integer("axis", 0)))
            .addNode(node("Reshape", List.of("x", "dims"), "y"))
            .addOutput(unshaped("y", FLOAT))
            .addInitializer(longs("one", 1))
            .addInitializer(longs("two", 2))
            .addInitializer(longs("minus", -1));
    try (Graph read = read(graph);
        Tensor x = Tensor.of(Shape.of(2, 3, 4, 5), new float[120]);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(y.shape()).isEqualTo(Shape.of(4, 5, 3, 2));
    }
  }

  @Test
  void rangesAndConstantsTakeTheirSizeFromShapes() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, -1, -1))
            .addNode(node("Shape", List.of("x"), "shape"))
            .addNode(node("Gather", List.of("shape", "one"), "width"))
            .addNode(node("Range", List.of("zero", "width", "step"), "columns"))
            .addNode(
                node("ConstantOfShape", List.of("shape"), "sevens")
                    .addAttribute(tensor("value", longs("", 7))))
            .addNode(node("Size", List.of("x"), "size"))
            .addNode(node("Expand", List.of("columns", "shape"), "grid"))
            .addInitializer(scalar("zero", 0))
            .addInitializer(scalar("one", 1))
            .addInitializer(scalar("step", 1));
    for (String output : List.of("columns", "sevens", "size", "grid")) {
      graph.addOutput(unshaped(output, INT64));
    }
    try (Graph read = read(graph);
        Tensor x = Tensor.of(Shape.of(2, 3), new float[6])) {
      Map<String, Tensor> outputs = TestBackend.run(read, Map.of("x", x));
      assertThat(outputs.get("columns").toLongs()).containsExactly(0, 1, 2);
      assertThat(outputs.get("sevens").toLongs()).containsExactly(7, 7, 7, 7, 7, 7);
      assertThat(outputs.get("size").toLongs()).containsExactly(6);
      assertThat(outputs.get("grid").toLongs()).containsExactly(0, 1, 2, 0, 1, 2);
      outputs.values().forEach(Tensor::close);
    }
  }

  @Test
  void constantsMayBeEmptyAndDefaultToZero() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 1))
            .addNode(node("ConstantOfShape", List.of("dims"), "y"))
            .addNode(node("ConstantOfShape", List.of("none"), "scalar"))
            .addOutput(unshaped("y", FLOAT))
            .addOutput(unshaped("scalar", FLOAT))
            .addInitializer(longs("dims", 2, 0))
            .addInitializer(longs("none"));
    try (Graph read = read(graph);
        Tensor x = Tensor.of(Shape.of(1), 1)) {
      Map<String, Tensor> outputs = TestBackend.run(read, Map.of("x", x));
      assertThat(outputs.get("y").shape()).isEqualTo(Shape.of(2, 0));
      assertThat(outputs.get("scalar").toFloats()).containsExactly(0);
      outputs.values().forEach(Tensor::close);
    }
  }

  @Test
  void whatIsComputedFromDataIsRefusedByName() {
    GraphProto.Builder graph =
        flattened()
            .addInput(value("n", INT64, 1))
            .addNode(node("Concat", List.of("n", "rest"), "data").addAttribute(integer("axis", 0)))
            .addNode(node("Tile", List.of("y", "data"), "z").setName("copies"))
            .addOutput(unshaped("z", FLOAT));
    assertThatThrownBy(() -> read(graph))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining(
            "Tile[copies]: input 1 (data) is computed by a node from data; expected a constant, a"
                + " graph input, or what is made of constants and shapes");
  }

  /** Doubles a map as exporters of interpolation write it: in floats, rounded down, cast back. */
  @Test
  void sizesOfResizesAreComputedInFloats() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, -1, -1, -1, -1))
            .addNode(node("Relu", List.of("x"), "r"))
            .addNode(node("Shape", List.of("r"), "shape"))
            .addNode(node("Slice", List.of("shape", "two", "four"), "map"))
            .addNode(node("Cast", List.of("map"), "floats").addAttribute(integer("to", FLOAT)))
            .addNode(node("Mul", List.of("floats", "scale"), "scaled"))
            .addNode(node("Floor", List.of("scaled"), "whole"))
            .addNode(node("Cast", List.of("whole"), "size").addAttribute(integer("to", INT64)))
            .addNode(node("Slice", List.of("shape", "zero", "two"), "images"))
            .addNode(
                node("Concat", List.of("images", "size"), "sizes").addAttribute(integer("axis", 0)))
            .addNode(node("Resize", List.of("r", "", "", "sizes"), "y"))
            .addOutput(unshaped("y", FLOAT))
            .addInitializer(longs("zero", 0))
            .addInitializer(longs("two", 2))
            .addInitializer(longs("four", 4))
            .addInitializer(Models.floats("scale", new int[] {1}, 1.5f));
    try (Graph read = read(graph);
        Backend backend = TestBackend.open();
        Session session = Session.open(read, backend)) {
      for (int side : new int[] {3, 6}) {
        try (Tensor x = Tensor.of(Shape.of(1, 2, side, side), new float[2 * side * side]);
            Tensor y = session.run(Map.of("x", x)).get("y")) {
          assertThat(y.shape()).isEqualTo(Shape.of(1, 2, side * 3 / 2, side * 3 / 2));
        }
      }
      assertThat(session.explain(Map.of("x", TensorDesc.of(1, 2, 4, 4))).steps()).hasSize(2);
    }
  }

  /** PyTorch writes expand(-1, 3, -1) so: where the shape asked for holds -1, the extent is 1. */
  @Test
  void shapesOfExpandsAreChosen() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, -1, 1, -1))
            .addNode(node("Shape", List.of("wanted"), "rank"))
            .addNode(
                node("ConstantOfShape", List.of("rank"), "ones")
                    .addAttribute(tensor("value", longs("", 1))))
            .addNode(node("Mul", List.of("ones", "minus"), "minuses"))
            .addNode(node("Equal", List.of("wanted", "minuses"), "open"))
            .addNode(node("Where", List.of("open", "ones", "wanted"), "shape"))
            .addNode(node("Expand", List.of("x", "shape"), "y"))
            .addOutput(unshaped("y", FLOAT))
            .addInitializer(longs("wanted", -1, 3, -1))
            .addInitializer(longs("minus", -1));
    try (Graph read = read(graph);
        Tensor x = Tensor.of(Shape.of(2, 1, 2), 1, 2, 3, 4);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 2));
      assertThat(y.toFloats()).containsExactly(1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4);
    }
  }
}
