package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.SingleNode;
import dev.fovea.models.support.TestBackend;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Normalisations by statistics of the run, on both sides of each change of their schemas. */
class StatisticsMappingsTest {

  @Test
  void logSoftmaxOfOldOpsetsTakesAxesAsOne() {
    // Four equal values: ln(1/4), or ln(1/2) along the last axis alone.
    try (Tensor old =
            SingleNode.of("LogSoftmax", 12).feed("x", Shape.of(1, 2, 2), 1, 1, 1, 1).run();
        Tensor now =
            SingleNode.of("LogSoftmax", 13).feed("x", Shape.of(1, 2, 2), 1, 1, 1, 1).run()) {
      assertThat(old.toFloats()).containsOnly((float) Math.log(0.25));
      assertThat(now.toFloats()).containsOnly((float) Math.log(0.5));
    }
  }

  @Test
  void scaleBelongedToGroupsBeforeOpset21() {
    float[] perGroup = group(20, 2);
    float[] perChannel = group(21, 4);
    // Both groups hold -1 and 1 twice.
    assertThat(perGroup).containsExactly(-10, 10, -10, 10, -100, 100, -100, 100);
    assertThat(perChannel).containsExactly(-10, 10, -100, 100, -10, 10, -100, 100);
    assertThatThrownBy(() -> group(20, 4))
        .hasMessageContaining("scale (scale) is float32[4]; expected a constant [2]");
  }

  private static float[] group(int opset, int values) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 1, 4, 2))
            .addInitializer(
                values == 2
                    ? floats("scale", new int[] {2}, 10, 100)
                    : floats("scale", new int[] {4}, 10, 100, 10, 100))
            .addInitializer(floats("bias", new int[] {values}, new float[values]))
            .addNode(
                node("GroupNormalization", List.of("x", "scale", "bias"), "y")
                    .addAttribute(integer("num_groups", 2))
                    .addAttribute(number("epsilon", 0)))
            .addOutput(unshaped("y", FLOAT));
    byte[] bytes = Models.model(opset, graph).toByteArray();
    try (Graph read = OnnxImporter.read(new ByteArrayInputStream(bytes), "group");
        Tensor x = Tensor.of(Shape.of(1, 4, 2), -1, 1, -1, 1, -1, 1, -1, 1);
        Tensor y = TestBackend.run(read, Map.of("x", x)).get("y")) {
      return y.toFloats();
    }
  }

  @Test
  void meanAndInverseDeviationAreGivenIfAskedFor() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", FLOAT, 2, 2))
            .addInitializer(floats("scale", new int[] {2}, 1, 1))
            .addNode(
                node("LayerNormalization", List.of("x", "scale"), "y", "", "inverse")
                    .addAttribute(number("epsilon", 0)))
            .addOutput(unshaped("y", FLOAT))
            .addOutput(unshaped("inverse", FLOAT));
    byte[] bytes = Models.model(17, graph).toByteArray();
    try (Graph read = OnnxImporter.read(new ByteArrayInputStream(bytes), "layer");
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 5, 10, 18)) {
      Map<String, Tensor> outputs = TestBackend.run(read, Map.of("x", x));
      assertThat(outputs.get("y").toFloats()).containsExactly(-1, 1, -1, 1);
      assertThat(outputs.get("inverse").toFloats()).containsExactly(0.5f, 0.25f);
      assertThat(outputs.get("inverse").shape()).isEqualTo(Shape.of(2, 1));
      outputs.values().forEach(Tensor::close);
    }
  }

  @Test
  void anEvenResponseReachesFurtherBehind() {
    // LRN-13, which ONNX Runtime refuses for even sizes: of channels 1, 2, 3 it adds c and c + 1.
    try (Tensor y =
        SingleNode.of(
                "LRN",
                13,
                integer("size", 2),
                number("alpha", 2),
                number("beta", 1),
                number("bias", 0))
            .feed("x", Shape.of(1, 3, 1, 1), 1, 2, 3)
            .run()) {
      assertThat(y.toFloats())
          .containsExactly(new float[] {1 / 5f, 2 / 13f, 3 / 9f}, within(1e-7f));
    }
    SingleNode without = SingleNode.of("LRN", 13).feed("x", Shape.of(1, 1, 1, 1), 1);
    assertThatThrownBy(without::run).hasMessageContaining("size: is missing");
  }
}
