package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.TestBackend;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GlobalPoolHeadTest {
  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  /** A convolution, then two fully connected layers; the first has given weights [6, 4 3 2]. */
  private static Graph classifier(Tensor weights) {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 2, 5, 4));
    Networks.linear(net, "conv", "x", Conv2d.of(2, 4, Window2d.of(3)));
    Networks.add(net, "flatten", new Flatten(1), "conv");
    net.constant("fc1.weight", weights);
    net.constant("fc1.bias", Networks.random(Shape.of(6), 1));
    Networks.add(net, "fc1", Dense.of(24, 6), "flatten", "fc1.weight", "fc1.bias");
    Networks.relu(net, "relu", "fc1");
    Networks.linear(net, "fc2", "relu", Dense.of(6, 3));
    return net.output("fc2").build();
  }

  private static Graph classifier() {
    return classifier(Networks.random(Shape.of(6, 24), 2));
  }

  @Test
  void theFirstLayerGetsOneWeightPerChannel() {
    try (Graph before = classifier();
        Graph after = GlobalPoolHead.averaged(before);
        Tensor larger = Networks.random(Shape.of(1, 2, 9, 11), 3);
        Tensor scores = Networks.run(after, larger)) {
      assertThat(Networks.lines(after))
          .containsExactly(
              "conv: Conv2d x conv.weight conv.bias -> conv",
              "fc1/gap: GlobalAveragePool conv -> fc1/gap",
              "fc1/flatten: Flatten fc1/gap -> fc1/flatten",
              "fc1: Dense fc1/flatten fc1.weight fc1.bias -> fc1",
              "relu: Activation fc1 -> relu",
              "fc2: Dense relu fc2.weight fc2.bias -> fc2");
      assertThat(Networks.op(after, "fc1")).isEqualTo(Dense.of(4, 6));
      float[] old = before.constants().get("fc1.weight").toFloats();
      double sum = 0;
      for (int p = 0; p < 6; p++) {
        sum += old[3 * 24 + 2 * 6 + p];
      }
      assertThat(after.constants().get("fc1.weight").toFloats()[3 * 4 + 2]).isEqualTo((float) sum);
      assertThat(scores.shape()).isEqualTo(Shape.of(1, 3));
    }
  }

  @Test
  void whereWeightsKnowNoPositionNothingChanges() {
    float[] weights = new float[6 * 24];
    try (Tensor perChannel = Networks.random(Shape.of(6, 4), 4)) {
      float[] each = perChannel.toFloats();
      for (int i = 0; i < weights.length; i++) {
        weights[i] = each[i / 6];
      }
    }
    try (Graph before = classifier(Tensor.of(Shape.of(6, 24), weights));
        Graph after = GlobalPoolHead.averaged(before);
        Tensor picture = Networks.random(Shape.of(2, 2, 5, 4), 5);
        Tensor expected = Networks.run(before, picture);
        Tensor actual = Networks.run(after, picture)) {
      assertThat(Agreement.problem("fc2", actual, expected)).isEmpty();
    }
  }

  /** The mean over all cyclic shifts of the map, layer fc1 alone. */
  @Test
  void itSaysWhatTheOldLayerSaysOnAverageOverAllShifts() {
    try (Graph before = classifier();
        Graph after = GlobalPoolHead.averaged(before);
        Tensor map = Networks.random(Shape.of(1, 4, 3, 2), 6)) {
      float[] old = before.constants().get("fc1.weight").toFloats();
      float[] changed = after.constants().get("fc1.weight").toFloats();
      float[] values = map.toFloats();
      for (int f = 0; f < 6; f++) {
        double mean = 0;
        double pooled = 0;
        for (int c = 0; c < 4; c++) {
          for (int p = 0; p < 6; p++) {
            pooled += changed[f * 4 + c] * values[c * 6 + p] / 6.0;
            for (int shift = 0; shift < 6; shift++) {
              int y = (p / 2 + shift / 2) % 3;
              int x = (p % 2 + shift % 2) % 2;
              mean += (double) old[f * 24 + c * 6 + y * 2 + x] * values[c * 6 + p] / 6;
            }
          }
        }
        assertThat(pooled).isCloseTo(mean, within(1e-5));
      }
    }
  }

  @Test
  void oneLayerWithGivenWeightsTakesThePlaceOfAll() {
    try (Graph before = classifier();
        Tensor weights = Networks.random(Shape.of(5, 4), 7);
        Tensor bias = Networks.random(Shape.of(5), 8);
        Graph after = GlobalPoolHead.replaced(before, weights, bias);
        Tensor picture = Networks.random(Shape.of(1, 2, 5, 4), 9);
        Tensor scores = Networks.run(after, picture)) {
      assertThat(Networks.lines(after))
          .containsExactly(
              "conv: Conv2d x conv.weight conv.bias -> conv",
              "fc2/gap: GlobalAveragePool conv -> fc2/gap",
              "fc2/flatten: Flatten fc2/gap -> fc2/flatten",
              "fc2: Dense fc2/flatten fc2.weight_2 fc2.bias_2 -> fc2");
      assertThat(scores.shape()).isEqualTo(Shape.of(1, 5));
      assertThat(after.constants().get("fc2.weight_2").toFloats()).isEqualTo(weights.toFloats());
    }
  }

  @Test
  void theMapsOfClassesHaveTheScoresAsTheirMeans() {
    try (Graph before = classifier();
        Tensor weights = Networks.random(Shape.of(5, 4), 7);
        Tensor bias = Networks.random(Shape.of(5), 8);
        Graph pooled = GlobalPoolHead.replaced(before, weights, bias);
        ClassActivationMaps cam =
            ClassActivationMaps.of(
                ResolvedGraph.of(pooled, Map.of("x", TensorDesc.of(1, 2, 5, 4))));
        Tensor picture = Networks.random(Shape.of(1, 2, 5, 4), 9)) {
      assertThat(cam.maps()).isEqualTo("fc2/cam");
      Map<String, Tensor> values = TestBackend.run(cam.graph(), Map.of("x", picture));
      try (Tensor scores = values.get("fc2");
          Tensor maps = values.get(cam.maps())) {
        assertThat(maps.shape()).isEqualTo(Shape.of(1, 5, 3, 2));
        float[] all = maps.toFloats();
        for (int k = 0; k < 5; k++) {
          double mean = 0;
          for (int p = 0; p < 6; p++) {
            mean += all[k * 6 + p] / 6.0;
          }
          assertThat(mean + bias.toFloats()[k]).isCloseTo(scores.toFloats()[k], within(1e-5));
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Graph.Builder none = Graph.builder("net").input(Networks.input("x", -1, 2, 5, 4));
    Networks.linear(none, "conv", "x", Conv2d.of(2, 4, Window2d.of(3)));
    try (Graph before = classifier();
        Graph convolutions = none.output("conv").build();
        Tensor weights = Networks.random(Shape.of(5, 3), 7);
        Tensor bias = Networks.random(Shape.of(5), 8)) {
      assertThatThrownBy(() -> GlobalPoolHead.replaced(before, weights, bias))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "GlobalPoolHead[net]: 1 layers read maps, weights are [5,3], bias is [5]; expected 1,"
                  + " [classes,4] and [classes]");
      assertThatThrownBy(() -> GlobalPoolHead.averaged(convolutions))
          .hasMessageContaining("no fully connected layer reads a map");
      assertThatThrownBy(() -> ClassActivationMaps.of(before))
          .hasMessageContaining("expected global average pooling before it");
    }
  }
}
