package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.check.Difference;
import dev.fovea.models.net.Flow;
import dev.fovea.models.net.Initialiser;
import dev.fovea.models.net.Net;
import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * VGG-16 as a heat map over a picture of 288 x 320: a sixteenth as wide, or in full width in the
 * profile {@code full}.
 */
class VggHeatMapTest {
  private static final boolean FULL = Boolean.getBoolean("fovea.full");
  private static final double WIDTH = FULL ? 1 : 1.0 / 16;
  private static final String FEATURES = "features.28/maxpool";

  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static Graph vgg16() {
    Architecture vgg = Zoo.get("vgg16");
    try (Graph graph = vgg.build(vgg.options().width(WIDTH))) {
      return Networks.withRandomBiases(graph);
    }
  }

  @Test
  void theFirstLayerBecomesASevenBySevenConvolution() {
    try (Graph before = vgg16();
        FullyConvolutional after = FullyConvolutional.of(before)) {
      int maps = (int) (512 * WIDTH);
      int hidden = (int) (4096 * WIDTH);
      assertThat(Networks.op(after.graph(), "classifier.0"))
          .isEqualTo(Conv2d.of(maps, hidden, Window2d.of(7)));
      assertThat(Networks.op(after.graph(), "classifier.3"))
          .isEqualTo(Conv2d.of(hidden, hidden, Window2d.of(1)));
      assertThat(after.crop()).isEqualTo(Size2d.square(224));
      assertThat(after.stride()).isEqualTo(Size2d.square(32));
      // A field of 212 pixels that begins at 32 i - 90 leaves the crop.
      assertThat(after.isExactOnCrops()).isFalse();
    }
  }

  /**
   * As published, with padding: each of the 3 x 4 positions is the classifier's head on its window
   * of features; on crops of the picture, which see zeros around them, the classifier says
   * something near, and something else.
   */
  @Test
  void everyPositionIsTheHeadOnItsFeatures() {
    try (Graph before = vgg16();
        FullyConvolutional after = FullyConvolutional.of(before);
        Graph head = Networks.behind(before, FEATURES, Shape.of(1, (int) (512 * WIDTH), 7, 7));
        Tensor picture = Networks.random(Shape.of(1, 3, 288, 320), 1);
        Backend backend = TestBackend.open();
        Session heatMap =
            Session.open(after.graph(), backend, SessionOptions.DEFAULT.observe(Set.of(FEATURES)));
        Session onFeatures = Session.open(head, backend);
        Session classifier = Session.open(before, backend)) {
      Map<String, Tensor> values = heatMap.run(Map.of("input", picture));
      try (Tensor heat = values.get("classifier.6");
          Tensor features = values.get(FEATURES)) {
        assertThat(features.shape().dims()).endsWith(9, 10);
        assertThat(heat.shape()).isEqualTo(Shape.of(1, 1000, 3, 4));
        double worst = 0;
        double nearest = Double.POSITIVE_INFINITY;
        double farthest = 0;
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 4; j++) {
            try (Tensor at = Networks.at(heat, i, j);
                Tensor window = Networks.part(features, i, j, 7, 7);
                Tensor expected = first(onFeatures, FEATURES, window);
                Tensor crop = Networks.part(picture, 32 * i, 32 * j, 224, 224);
                Tensor onCrop = first(classifier, "input", crop)) {
              assertThat(Agreement.problem("scores at " + i + ", " + j, at, expected)).isEmpty();
              worst = Math.max(worst, relative(at, expected));
              nearest = Math.min(nearest, relative(at, onCrop));
              farthest = Math.max(farthest, relative(at, onCrop));
            }
          }
        }
        System.out.printf(
            "VGG-16, width %s: off the head on its features by at most %.2g of the largest score;"
                + " off the classifier on crops by %.3f to %.3f%n",
            WIDTH, worst, nearest, farthest);
        assertThat(nearest).as("what padding changes").isGreaterThan(1e-3);
        assertThat(farthest).as("and what it does not").isLessThan(1);
      }
    }
  }

  private static Tensor first(Session session, String input, Tensor tensor) {
    return session.run(Map.of(input, tensor)).values().iterator().next();
  }

  /** The largest difference as a part of the largest score. */
  private static double relative(Tensor actual, Tensor expected) {
    double largest = 0;
    for (float score : expected.toFloats()) {
      largest = Math.max(largest, Math.abs(score));
    }
    return Difference.between("scores", actual, expected).error() / largest;
  }

  /** VGG-16 whose convolutions do not pad: the map of a crop of 224 is 1 x 1. */
  private static Graph unpadded() {
    int[] channels = {64, 128, 256, 512, 512};
    try (Net net = new Net("vgg16-unpadded", Initialiser.he(2))) {
      Flow x = net.image(3, 224, 224);
      for (int block = 0; block < channels.length; block++) {
        for (int i = 0; i < (block < 2 ? 2 : 3); i++) {
          String name = "conv" + (block + 1) + "_" + (i + 1);
          x = x.conv(name, (int) (channels[block] * WIDTH), Window2d.of(3)).relu();
        }
        x = x.maxPool(Window2d.of(2).stride(2));
      }
      int hidden = (int) (4096 * WIDTH);
      x = x.flatten().dense("fc6", hidden).relu().dense("fc7", hidden).relu().dense("fc8", 1000);
      try (Graph graph = net.build(x)) {
        return Networks.withRandomBiases(graph);
      }
    }
  }

  /** Without padding each of the 3 x 4 positions is the classifier on its crop of 224 x 224. */
  @Test
  void withoutPaddingEveryPositionIsTheClassifierOnItsCrop() {
    try (Graph before = unpadded();
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 288, 320), 1);
        Backend backend = TestBackend.open();
        Session heatMap = Session.open(after.graph(), backend);
        Session classifier = Session.open(before, backend);
        Tensor heat = first(heatMap, "input", picture)) {
      assertThat(after.isExactOnCrops()).isTrue();
      assertThat(heat.shape()).isEqualTo(Shape.of(1, 1000, 3, 4));
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 4; j++) {
          try (Tensor at = Networks.at(heat, i, j);
              Tensor crop = Networks.part(picture, 32 * i, 32 * j, 224, 224);
              Tensor expected = first(classifier, "input", crop)) {
            assertThat(Agreement.problem("scores at " + i + ", " + j, at, expected)).isEmpty();
          }
        }
      }
    }
  }
}
