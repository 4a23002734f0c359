package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.longs;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.text;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.TestBackend;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Resize and Upsample on both sides of each change of their schemas. */
class ResizeMappingsTest {
  private static final TensorProto NO_FLOATS = floats("none", new int[] {0});
  private static final AttributeProto CORNERS =
      text("coordinate_transformation_mode", "align_corners");

  @Test
  void scalesOfUpsampleAreAnAttributeBeforeOpset9() {
    AttributeProto scales =
        AttributeProto.newBuilder()
            .setName("scales")
            .setType(AttributeType.FLOATS)
            .addAllFloats(List.of(1f, 1f, 1f, 2f))
            .build();
    assertThat(run(7, node("Upsample", List.of("x"), "y").addAttribute(scales)))
        .containsExactly(1, 1, 2, 2, 3, 3);
    TensorProto input = scales(1, 1, 1, 2);
    assertThat(run(9, node("Upsample", List.of("x", "scales"), "y"), input))
        .containsExactly(1, 1, 2, 2, 3, 3);
    refuse(8, node("Upsample", List.of("x", "scales"), "y"), "2 inputs given", input);
    refuse(10, node("Upsample", List.of("x", "scales"), "y"), "use Resize instead", input);
  }

  @Test
  void opset10RoundsUpWhereItShrinksAndOpset11LiesHalfAPixelOff() {
    TensorProto scales = scales(1, 1, 1, 0.67f);
    // 1 / 0.67 = 1.49: the next input is 2; (1 + 0.5) / 0.67 - 0.5 = 1.74 is near 2 as well.
    assertThat(run(10, node("Resize", List.of("x", "scales"), "y"), scales)).containsExactly(1, 3);
    assertThat(run(11, node("Resize", List.of("x", "none", "scales"), "y"), scales, NO_FLOATS))
        .containsExactly(1, 3);
    TensorProto twice = scales(1, 1, 1, 2);
    assertThat(run(10, node("Resize", List.of("x", "scales"), "y").addAttribute(linear()), twice))
        .containsExactly(1, 1.5f, 2, 2.5f, 3, 3);
    assertThat(
            run(
                11,
                node("Resize", List.of("x", "none", "scales"), "y").addAttribute(linear()),
                twice,
                NO_FLOATS))
        .containsExactly(1, 1.25f, 1.75f, 2.25f, 2.75f, 3);
  }

  @Test
  void emptyInputsStandForNoneUntilOpset13LetsThemBeLeftOut() {
    TensorProto sizes = longs("sizes", 1, 1, 1, 1);
    assertThat(
            run(12, node("Resize", List.of("x", "none", "none", "sizes"), "y"), sizes, NO_FLOATS))
        .containsExactly(2);
    assertThat(run(13, node("Resize", List.of("x", "", "", "sizes"), "y"), sizes))
        .containsExactly(2);
  }

  @Test
  void opset18ResizesSomeAxesAndKeepsProportions() {
    TensorProto size = longs("sizes", 2);
    NodeProto.Builder last = node("Resize", List.of("x", "", "", "sizes"), "y");
    assertThat(run(18, last.addAttribute(ints("axes", -1)).addAttribute(CORNERS), size))
        .containsExactly(1, 3);
    NodeProto.Builder fitted =
        node("Resize", List.of("x", "", "", "sizes"), "y")
            .addAttribute(ints("axes", 2, 3))
            .addAttribute(text("keep_aspect_ratio_policy", "not_smaller"));
    // Rows want twice, columns once: the larger scale makes 2 rows of 6.
    assertThat(run(18, fitted, longs("sizes", 2, 3)))
        .containsExactly(1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3);
    NodeProto.Builder both = node("Resize", List.of("x", "", "sizes", "sizes"), "y");
    assertThatThrownBy(() -> run(18, both, longs("sizes", 1, 1, 1, 3)))
        .hasMessageContaining("scales is int64[4]; expected float32 of rank 1");
  }

  @Test
  void aFractionalLengthIsRoundedDownBeforeCornersAreAligned() {
    // 0.67 of 3 is 2.01, so 2; ONNX's recorded tests divide by 1.01 instead of 1.
    TensorProto scales = scales(1, 1, 1, 0.67f);
    NodeProto.Builder aligned =
        node("Resize", List.of("x", "", "scales"), "y")
            .addAttribute(linear())
            .addAttribute(CORNERS);
    assertThat(run(13, aligned, scales)).containsExactly(1, 3);
    GraphProto.Builder fed =
        GraphProto.newBuilder()
            .addNode(aligned)
            .addInput(value("x", FLOAT, 1, 1, 1, 3))
            .addInput(value("scales", FLOAT, 4))
            .addOutput(unshaped("y", FLOAT));
    assertThatThrownBy(() -> read(13, fed)).hasMessageContaining("scales are a graph input");
  }

  @Test
  void unknownValuesAreNamed() {
    TensorProto scales = scales(1, 1, 1, 2);
    for (String attribute : List.of("mode", "nearest_mode", "coordinate_transformation_mode")) {
      refuse(
          13,
          node("Resize", List.of("x", "", "scales"), "y").addAttribute(text(attribute, "odd")),
          attribute + ": is odd; expected",
          scales);
    }
    refuse(
        10,
        node("Resize", List.of("x", "scales"), "y").addAttribute(text("mode", "cubic")),
        "expected nearest or linear",
        scales);
    assertThatThrownBy(() -> run(13, node("Resize", List.of("x"), "y")))
        .hasMessageContaining("expected either of both");
    assertThatThrownBy(
            () ->
                run(
                    13,
                    node("Resize", List.of("x", "", "s"), "y"),
                    floats("s", new int[] {2}, 1, 2)))
        .hasMessageContaining("expected 4 lengths");
  }

  private static AttributeProto linear() {
    return text("mode", "linear");
  }

  private static TensorProto scales(float... values) {
    return floats("scales", new int[] {values.length}, values);
  }

  private static Graph read(int opset, GraphProto.Builder graph) {
    byte[] bytes = Models.model(opset, graph).toByteArray();
    return OnnxImporter.read(new ByteArrayInputStream(bytes), "test.onnx");
  }

  private static GraphProto.Builder graph(NodeProto.Builder node, TensorProto... constants) {
    return GraphProto.newBuilder()
        .addNode(node)
        .addInput(value("x", FLOAT, 1, 1, 1, 3))
        .addOutput(unshaped("y", FLOAT))
        .addAllInitializer(List.of(constants));
  }

  private static void refuse(
      int opset, NodeProto.Builder node, String reason, TensorProto... constants) {
    assertThatThrownBy(() -> read(opset, graph(node, constants)))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining(reason);
  }

  /** Resizes a row of 1, 2 and 3. */
  private static float[] run(int opset, NodeProto.Builder node, TensorProto... constants) {
    try (Graph graph = read(opset, graph(node, constants));
        Tensor x = Tensor.of(Shape.of(1, 1, 1, 3), 1, 2, 3);
        Tensor y = TestBackend.run(graph, Map.of("x", x)).get("y")) {
      return y.toFloats();
    }
  }
}
