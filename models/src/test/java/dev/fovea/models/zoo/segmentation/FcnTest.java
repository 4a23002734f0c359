package dev.fovea.models.zoo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.net.Flow;
import dev.fovea.models.net.Initialiser;
import dev.fovea.models.net.Net;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Add;
import dev.fovea.op.ReceptiveField;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FcnTest {
  static List<Architecture> all() {
    return Fcn.all();
  }

  private static Graph thin(Architecture architecture, int height, int width) {
    ZooOptions options = architecture.options().input(height, width).width(1.0 / 64);
    return architecture.build(options);
  }

  @ParameterizedTest
  @MethodSource("all")
  void scoresEveryPixelOfPicturesOfAnySize(Architecture architecture) {
    for (int size = 1; size <= 66; size++) {
      try (Graph graph = thin(architecture, size, 67 - size)) {
        assertThat(ResolvedGraph.of(graph).desc(graph.outputs().get(0)).shape())
            .isEqualTo(Shape.of(1, 21, size, 67 - size));
      }
    }
  }

  /**
   * The margins 19, 27, 31, 5 and 9 follow from kernels, strides and padding; so say the fields.
   */
  @ParameterizedTest
  @MethodSource("all")
  void everyScoreStandsOverThePixelItsFieldIsCentredOn(Architecture architecture) {
    try (Graph graph = thin(architecture, 64, 96)) {
      ResolvedGraph resolved = ResolvedGraph.of(graph);
      for (Node node : graph.nodes()) {
        if (resolved.op(node) instanceof Add) {
          ReceptiveField coarse = field(resolved, node.inputs().get(0));
          ReceptiveField fine = field(resolved, node.inputs().get(1));
          assertThat(fine.centreH()).as(node.name()).isEqualTo(coarse.centreH());
          assertThat(fine.centreW()).as(node.name()).isEqualTo(coarse.centreW());
          assertThat(fine.jumpH()).as(node.name()).isEqualTo(coarse.jumpH());
        }
      }
      ReceptiveField score = field(resolved, graph.outputs().get(0));
      assertThat(score.jumpH()).isEqualTo(1);
      assertThat(score.jumpW()).isEqualTo(1);
      assertThat(score.centreH()).isZero();
      assertThat(score.centreW()).isZero();
    }
  }

  private static ReceptiveField field(ResolvedGraph resolved, String value) {
    return Objects.requireNonNull(resolved.receptiveField(value));
  }

  /** upsample_filt(4) of the authors' surgery.py: the outer product of 1, 3, 3, 1 fourths. */
  @Test
  void kernelsAreThoseOfTheAuthors() {
    float[] sides = {0.25f, 0.75f, 0.75f, 0.25f};
    try (Graph graph = thin(Fcn.all().get(1), 32, 32)) {
      float[] weights = graph.constants().get("upscore2.weight").toFloats();
      assertThat(weights).hasSize(21 * 16);
      for (int i = 0; i < weights.length; i++) {
        assertThat(weights[i]).isEqualTo(sides[i / 4 % 4] * sides[i % 4]);
      }
    }
  }

  /** Where no zeros come in, it is what resizing makes; outside, half of them is lost at least. */
  @Test
  void upsamplingInterpolatesBetweenAllInputs() {
    Net net = new Net("up", Initialiser.he(1));
    Flow map = net.image(2, 3, 4);
    Flow up = BilinearUpsampling.add(map, "up", 8);
    Flow resized = map.resize(new Size2d(24, 32));
    assertThat(up.size()).isEqualTo(new Size2d(32, 40));
    float[] values = new float[24];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * i % 7 - 3;
    }
    try (Graph graph = net.build(up.crop(4, 4, resized.size()), resized);
        Tensor input = Tensor.of(Shape.of(1, 2, 3, 4), values)) {
      Map<String, Tensor> made = TestBackend.run(graph, Map.of("input", input));
      try {
        float[] actual = made.get("up/crop").toFloats();
        float[] expected = made.get(resized.name()).toFloats();
        for (int i = 0; i < actual.length; i++) {
          int row = i / 32 % 24;
          int column = i % 32;
          if (row >= 4 && row < 20 && column >= 4 && column < 28) {
            assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(1e-6f));
          }
        }
        assertThat(actual[0]).isCloseTo(expected[0] * (9f / 16) * (9f / 16), within(1e-6f));
      } finally {
        made.values().forEach(Tensor::close);
      }
    }
  }

  /** What is given is not learned: without its kernels FCN-32s has the paper's 134 M. */
  @Test
  void fixedKernelsAreNotCounted() {
    Net net = new Net("up", Initialiser.he(1));
    try (Graph graph = net.build(BilinearUpsampling.add(net.image(3, 4, 4), "up", 2))) {
      assertThat(net.parameterCount()).isZero();
      assertThat(graph.constants().get("up.weight").shape()).isEqualTo(Shape.of(3, 1, 4, 4));
    }
  }
}
