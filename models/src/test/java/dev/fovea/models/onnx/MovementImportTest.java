package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.INT64;
import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.longs;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.text;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.TestBackend;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators that move elements, on both sides of each change of their schemas. */
class MovementImportTest {
  private static final TensorProto[] NONE = {};

  /** Runs a node on x = 0, 1, 2, ... of a shape; further inputs are constants. */
  private static Map<String, Tensor> run(
      int opset, Shape shape, NodeProto.Builder node, TensorProto... constants) {
    GraphProto.Builder graph =
        GraphProto.newBuilder().addInput(value("x", FLOAT, shape.dims())).addNode(node);
    for (TensorProto constant : constants) {
      graph.addInitializer(constant);
    }
    node.getOutputList().stream()
        .filter(name -> !name.isEmpty())
        .forEach(name -> graph.addOutput(unshaped(name, FLOAT)));
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    try (Graph read = read(opset, graph);
        Tensor x = Tensor.of(shape, values)) {
      return TestBackend.run(read, Map.of("x", x));
    }
  }

  private static Graph read(int opset, GraphProto.Builder graph) {
    byte[] bytes = Models.model(opset, graph).toByteArray();
    return OnnxImporter.read(new ByteArrayInputStream(bytes), "test.onnx");
  }

  private static Map<String, List<Float>> values(Map<String, Tensor> outputs) {
    Map<String, List<Float>> values = new LinkedHashMap<>();
    outputs.forEach(
        (name, tensor) -> {
          List<Float> floats = new java.util.ArrayList<>();
          for (float value : tensor.toFloats()) {
            floats.add(value);
          }
          values.put(name, floats);
          tensor.close();
        });
    return values;
  }

  private static Shape shape(Map<String, Tensor> outputs) {
    Shape shape = outputs.get("y").shape();
    outputs.values().forEach(Tensor::close);
    return shape;
  }

  private static void refused(int opset, NodeProto.Builder node, String reason, TensorProto... c) {
    assertThatThrownBy(() -> run(opset, Shape.of(2, 3), node, c))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void splitSizesMovedToAnInput() {
    Map<String, List<Float>> parts =
        Map.of("a", List.of(0f), "b", List.of(1f, 2f, 3f), "c", List.of(4f));
    NodeProto.Builder old =
        node("Split", List.of("x"), "a", "b", "c").addAttribute(ints("split", 1, 3, 1));
    assertThat(values(run(11, Shape.of(5), old))).isEqualTo(parts);
    NodeProto.Builder since = node("Split", List.of("x", "s"), "a", "b", "c");
    assertThat(values(run(13, Shape.of(5), since, longs("s", 1, 3, 1)))).isEqualTo(parts);
    refused(13, old, "split: is not an attribute");
    refused(11, since, "2 inputs given; expected at most 1", longs("s", 1, 3, 1));
  }

  @Test
  void splitCountsItsOutputsUntilItIsTold() {
    NodeProto.Builder counted =
        node("Split", List.of("x"), "a", "b").addAttribute(integer("axis", -1));
    assertThat(values(run(13, Shape.of(4), counted)).get("b")).containsExactly(2f, 3f);
    NodeProto.Builder told = counted.clone().addAttribute(integer("num_outputs", 2));
    assertThat(values(run(18, Shape.of(5), told)).get("b")).containsExactly(3f, 4f);
    refused(18, counted, "num_outputs: and split are both given or both absent");
    refused(17, told, "num_outputs: is not an attribute");
    assertThatThrownBy(() -> run(13, Shape.of(5), counted))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Split[Split_0]: axis 0 of [5] is cut into 2; expected equal parts");
  }

  @Test
  void splitOutputsMayBeNameless() {
    NodeProto.Builder middle =
        node("Split", List.of("x"), "a", "", "c").addAttribute(ints("split", 1, 3, 1));
    assertThat(values(run(11, Shape.of(5), middle)).get("c")).containsExactly(4f);
  }

  @Test
  void axesOfSqueezeAndUnsqueezeMovedToAnInput() {
    NodeProto.Builder squeeze = node("Squeeze", List.of("x"), "y");
    assertThat(shape(run(12, Shape.of(1, 3, 1), squeeze))).isEqualTo(Shape.of(3));
    assertThat(shape(run(13, Shape.of(1, 3, 1), squeeze))).isEqualTo(Shape.of(3));
    NodeProto.Builder old = squeeze.clone().addAttribute(ints("axes", 2));
    assertThat(shape(run(12, Shape.of(1, 3, 1), old))).isEqualTo(Shape.of(1, 3));
    refused(13, old, "axes: is not an attribute");
    NodeProto.Builder since = node("Squeeze", List.of("x", "s"), "y");
    assertThat(shape(run(13, Shape.of(1, 3, 1), since, longs("s", -3)))).isEqualTo(Shape.of(3, 1));
    NodeProto.Builder oldUnsqueeze =
        node("Unsqueeze", List.of("x"), "y").addAttribute(ints("axes", 3, 0));
    assertThat(shape(run(12, Shape.of(3, 4), oldUnsqueeze))).isEqualTo(Shape.of(1, 3, 4, 1));
    refused(13, oldUnsqueeze, "input 1 is missing");
    NodeProto.Builder unsqueeze = node("Unsqueeze", List.of("x", "s"), "y");
    assertThat(shape(run(13, Shape.of(3, 4), unsqueeze, longs("s", -1, 1))))
        .isEqualTo(Shape.of(3, 1, 4, 1));
    refused(12, node("Unsqueeze", List.of("x"), "y"), "axes: is missing");
  }

  @Test
  void axesThatMakeNoSense() {
    NodeProto.Builder twice = node("Unsqueeze", List.of("x", "s"), "y");
    assertThatThrownBy(() -> run(13, Shape.of(3), twice, longs("s", 0, -3)))
        .hasMessage("Unsqueeze[Unsqueeze_0]: axes are [0, -3]; expected each once");
    NodeProto.Builder wide = node("Squeeze", List.of("x", "s"), "y");
    assertThatThrownBy(() -> run(13, Shape.of(3), wide, longs("s", 0)))
        .hasMessage("Squeeze[Squeeze_0]: axis 0 of [3] is removed; expected an extent of 1");
    assertThatThrownBy(() -> run(13, Shape.of(3), wide, longs("s", 1)))
        .hasMessage("Squeeze[Squeeze_0]: axis is 1; expected -1 to 0");
  }

  @Test
  void padsMovedToAnInputAndThenGotAxes() {
    NodeProto.Builder old =
        node("Pad", List.of("x"), "y")
            .addAttribute(ints("pads", 1, 1))
            .addAttribute(number("value", 7));
    assertThat(values(run(10, Shape.of(2), old)).get("y")).containsExactly(7f, 0f, 1f, 7f);
    refused(11, old, "input 1 is missing");
    NodeProto.Builder since = node("Pad", List.of("x", "p", "v"), "y");
    TensorProto seven = floats("v", new int[0], 7);
    assertThat(values(run(13, Shape.of(2), since, longs("p", 1, 1), seven)).get("y"))
        .containsExactly(7f, 0f, 1f, 7f);
    NodeProto.Builder axes = node("Pad", List.of("x", "p", "v", "a"), "y");
    TensorProto[] constants = {longs("p", 1, 0), seven, longs("a", -1)};
    assertThat(values(run(18, Shape.of(1, 2), axes, constants)).get("y"))
        .containsExactly(7f, 0f, 1f);
    refused(17, axes, "4 inputs given; expected at most 3", constants);
  }

  @Test
  void padModes() {
    List<Float> reflected = List.of(2f, 1f, 0f, 1f, 2f, 1f);
    List<Float> edges = List.of(0f, 0f, 0f, 1f, 2f, 2f);
    List<Float> wrapped = List.of(1f, 2f, 0f, 1f, 2f, 0f);
    Map<String, List<Float>> modes = Map.of("reflect", reflected, "edge", edges, "wrap", wrapped);
    modes.forEach(
        (mode, expected) -> {
          NodeProto.Builder pad =
              node("Pad", List.of("x", "p"), "y").addAttribute(text("mode", mode));
          assertThat(values(run(19, Shape.of(3), pad, longs("p", 2, 1))).get("y"))
              .as(mode)
              .isEqualTo(expected);
        });
    NodeProto.Builder strange =
        node("Pad", List.of("x", "p"), "y").addAttribute(text("mode", "mirror"));
    refused(19, strange, "mode: is mirror; expected constant, reflect", longs("p", 0, 0, 0, 0));
  }

  @Test
  void negativePadsCut() {
    NodeProto.Builder pad = node("Pad", List.of("x", "p"), "y");
    assertThat(values(run(13, Shape.of(4), pad, longs("p", -1, 2))).get("y"))
        .containsExactly(1f, 2f, 3f, 0f, 0f);
    assertThat(values(run(13, Shape.of(4), pad, longs("p", 1, -3))).get("y"))
        .containsExactly(0f, 0f);
  }

  @Test
  void depthToSpaceGotAMode() {
    NodeProto.Builder plain =
        node("DepthToSpace", List.of("x"), "y").addAttribute(integer("blocksize", 2));
    NodeProto.Builder column = plain.clone().addAttribute(text("mode", "CRD"));
    Shape deep = Shape.of(1, 8, 1, 1);
    List<Float> depthFirst = List.of(0f, 2f, 4f, 6f, 1f, 3f, 5f, 7f);
    assertThat(values(run(10, deep, plain)).get("y")).isEqualTo(depthFirst);
    assertThat(values(run(11, deep, plain)).get("y")).isEqualTo(depthFirst);
    assertThat(values(run(11, deep, column)).get("y"))
        .containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
    refused(10, column, "mode: is not an attribute");
    refused(13, node("SpaceToDepth", List.of("x"), "y"), "blocksize: is missing");
  }

  @Test
  void sliceAttributesBecameInputs() {
    NodeProto.Builder old =
        node("Slice", List.of("x"), "y")
            .addAttribute(ints("starts", 1))
            .addAttribute(ints("ends", 3));
    assertThat(values(run(9, Shape.of(4), old)).get("y")).containsExactly(1f, 2f);
    NodeProto.Builder since = node("Slice", List.of("x", "s", "e", "", "p"), "y");
    TensorProto[] backwards = {longs("s", -1), longs("e", Long.MIN_VALUE), longs("p", -2)};
    assertThat(values(run(10, Shape.of(4), since, backwards)).get("y")).containsExactly(3f, 1f);
    refused(10, old, "input 1 is missing");
  }

  @Test
  void gatherNamesNodeIndexAndExtent() {
    NodeProto.Builder gather =
        node("Gather", List.of("x", "i"), "y").setName("pick").addAttribute(integer("axis", -1));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 2, 3))
            .addInput(value("i", INT64, 2))
            .addNode(gather)
            .addOutput(unshaped("y", FLOAT));
    try (Graph read = read(13, graph);
        Tensor x = Tensor.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 5);
        Tensor inside = Tensor.ofLongs(Shape.of(2), -1, 0);
        Tensor outside = Tensor.ofLongs(Shape.of(2), 0, 3)) {
      assertThat(values(TestBackend.run(read, Map.of("x", x, "i", inside))).get("y"))
          .containsExactly(2f, 0f, 5f, 3f);
      assertThatThrownBy(() -> TestBackend.run(read, Map.of("x", x, "i", outside)))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining("Gather[pick]: index")
          .hasMessageContaining("is 3; expected -3 to 2");
    }
    NodeProto.Builder constant = node("Gather", List.of("x", "i"), "y");
    assertThatThrownBy(() -> run(13, Shape.of(2), constant, longs("i", 2)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("is 2; expected -2 to 1");
  }

  @Test
  void shapeGotStartAndEnd() {
    NodeProto.Builder part = node("Shape", List.of("x"), "y").addAttribute(integer("start", -2));
    refused(14, part, "start: is not an attribute");
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, -1, -1, -1))
            .addNode(part)
            .addOutput(unshaped("y", INT64));
    try (Graph read = read(15, graph);
        Tensor x = Tensor.of(Shape.of(1, 2, 3), new float[6]);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      assertThat(y.toLongs()).containsExactly(2, 3);
    }
  }

  @Test
  void oldestSchemas() {
    NodeProto.Builder expand = node("Expand", List.of("x", "s"), "y");
    assertThat(shape(run(8, Shape.of(3, 1), expand, longs("s", 2, 1, 4))))
        .isEqualTo(Shape.of(2, 3, 4));
    refused(7, expand, "opset is 7; expected 8 or newer", longs("s", 2, 1, 4));
    NodeProto.Builder tile = node("Tile", List.of("x", "r"), "y");
    assertThat(shape(run(7, Shape.of(3), tile, longs("r", 2)))).isEqualTo(Shape.of(6));
    NodeProto.Builder transpose = node("Transpose", List.of("x"), "y");
    for (int opset : new int[] {7, 13, 21}) {
      assertThat(shape(run(opset, Shape.of(2, 3), transpose, NONE))).isEqualTo(Shape.of(3, 2));
    }
    refused(8, node("ConstantOfShape", List.of("s"), "y"), "expected 9 or newer", longs("s", 1));
    refused(10, node("Range", List.of("s", "s", "s"), "y"), "expected 11 or newer", longs("s", 1));
  }
}
