package dev.fovea.models.zoo.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.TestBackend;
import dev.fovea.models.vision.Box;
import dev.fovea.models.vision.Proposals;
import dev.fovea.models.vision.Proposals.Proposal;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegionProposalNetworkTest {
  static List<Architecture> all() {
    return RegionProposalNetwork.all();
  }

  private static Graph thin(Architecture architecture, int height, int width) {
    return architecture.build(architecture.options().input(height, width).width(1.0 / 32));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySixteenthPixelHasScoresAndDeltasOfNineAnchors(Architecture architecture) {
    try (Graph graph = thin(architecture, 160, 240)) {
      ResolvedGraph resolved = ResolvedGraph.of(graph);
      assertThat(graph.outputs()).containsExactly("rpn_cls_score", "rpn_bbox_pred");
      assertThat(resolved.desc("rpn_cls_score").shape()).isEqualTo(Shape.of(1, 18, 10, 15));
      assertThat(resolved.desc("rpn_bbox_pred").shape()).isEqualTo(Shape.of(1, 36, 10, 15));
      assertThat(Objects.requireNonNull(resolved.receptiveField("rpn_conv")).jumpH()).isEqualTo(16);
    }
  }

  /** "The effective receptive field on the input image is large (228 pixels for VGG)". */
  @Test
  void theFieldOnVggIsThePapers() {
    try (Graph graph = thin(all().get(0), 160, 240)) {
      assertThat(
              Objects.requireNonNull(ResolvedGraph.of(graph).receptiveField("rpn_conv")).height())
          .isEqualTo(228);
    }
  }

  /** Footnote 3 of the paper: 512 x (4 + 2) x 9 = 2.8 x 10^4 in the output layers. */
  @Test
  void theOutputLayersHaveAsManyWeightsAsThePaperSays() {
    Architecture vgg = all().get(0);
    try (Graph graph = vgg.build(vgg.options().input(16, 16))) {
      long weights = 0;
      for (String layer : List.of("rpn_cls_score.weight", "rpn_bbox_pred.weight")) {
        weights += graph.constants().get(layer).shape().elements();
      }
      assertThat(weights).isEqualTo(512 * (4 + 2) * 9);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatItMakesBecomesProposalsInThePicture(Architecture architecture) {
    float[] picture = new float[3 * 96 * 128];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = i * 31L % 17 / 8f - 1;
    }
    Size2d seen = new Size2d(96, 128);
    try (Graph graph = thin(architecture, 96, 128);
        Tensor input = Tensor.of(Shape.of(1, 3, 96, 128), picture)) {
      Map<String, Tensor> made = TestBackend.run(graph, Map.of("input", input));
      try {
        List<Proposal> found =
            Proposals.FASTER_RCNN.of(made.get("rpn_cls_score"), made.get("rpn_bbox_pred"), seen);
        assertThat(found).isNotEmpty();
        assertThat(found)
            .allSatisfy(
                one -> {
                  assertThat(one.box().clipped(Box.of(seen))).isEqualTo(one.box());
                  assertThat(one.box().width()).isGreaterThanOrEqualTo(16);
                  assertThat(one.box().height()).isGreaterThanOrEqualTo(16);
                });
      } finally {
        made.values().forEach(Tensor::close);
      }
    }
  }
}
