package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.check.Difference;
import dev.fovea.models.net.Flow;
import dev.fovea.models.net.Initialiser;
import dev.fovea.models.net.Net;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * VGG-16 as a heat map over a picture of 288 x 320: a sixteenth as wide, half of that on the
 * reference, or in full width on other backends in the profile {@code full}.
 */
class VggHeatMapTest {
  private static final boolean FULL = Boolean.getBoolean("fovea.full");
  private static final double WIDTH = width();
  private static final String FEATURES = "features.28/maxpool";

  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static double width() {
    if (TestBackend.isReference()) {
      return 1.0 / 32;
    }
    return FULL ? 1 : 1.0 / 16;
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
        Tensor picture = Networks.random(Shape.of(1, 3, 288, 320), 1)) {
      Map<String, Tensor> values = observed(after.graph(), picture);
      try (Tensor heat = values.get("classifier.6");
          Tensor features = values.get(FEATURES)) {
        assertThat(features.shape().dims()).endsWith(9, 10);
        assertThat(heat.shape()).isEqualTo(Shape.of(1, 1000, 3, 4));
        List<Difference> onFeatures = differences(heat, head, features, Size2d.square(7), 1);
        assertThat(onFeatures).hasSize(12).allMatch(Difference::agrees);
        List<Difference> onCrops = differences(heat, before, picture, after.crop(), 32);
        assertThat(onCrops).as("what padding changes").noneMatch(Difference::agrees);
        assertThat(onCrops).as("and what it does not").allMatch(d -> relative(d) < 1);
        if (FULL) {
          System.out.printf(
              "VGG-16, width %s, off by parts of the largest score: from the head on its features"
                  + " at most %.1e, from the classifier on crops %.3f to %.3f%n",
              WIDTH,
              onFeatures.stream().mapToDouble(d -> relative(d)).max().orElseThrow(),
              onCrops.stream().mapToDouble(d -> relative(d)).min().orElseThrow(),
              onCrops.stream().mapToDouble(d -> relative(d)).max().orElseThrow());
        }
      }
    }
  }

  private static Map<String, Tensor> observed(Graph graph, Tensor picture) {
    try (Backend backend = TestBackend.open();
        Session session =
            Session.open(graph, backend, SessionOptions.DEFAULT.observe(Set.of(FEATURES)))) {
      return session.run(Map.of("input", picture));
    }
  }

  /** Compares each position of a heat map with what a network says of the part below it. */
  private static List<Difference> differences(
      Tensor heat, Graph network, Tensor whole, Size2d size, int stride) {
    List<Difference> differences = new ArrayList<>();
    String input = network.inputs().get(0).name();
    try (Backend backend = TestBackend.open();
        Session session = Session.open(network, backend)) {
      for (int i = 0; i < heat.shape().dim(2); i++) {
        for (int j = 0; j < heat.shape().dim(3); j++) {
          try (Tensor at = Networks.at(heat, i, j);
              Tensor part = Networks.part(whole, stride * i, stride * j, size.h(), size.w());
              Tensor expected = first(session, input, part)) {
            differences.add(Difference.between("scores at " + i + ", " + j, at, expected));
          }
        }
      }
    }
    return differences;
  }

  /** An error as a part of the largest score: the bound is 1e-5 and 1e-4 of it. */
  private static double relative(Difference difference) {
    return difference.error() / ((difference.bound() - 1e-5) / 1e-4);
  }

  private static Tensor first(Session session, String input, Tensor tensor) {
    return session.run(Map.of(input, tensor)).values().iterator().next();
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
        Tensor heat = Networks.run(after.graph(), picture)) {
      assertThat(after.isExactOnCrops()).isTrue();
      assertThat(heat.shape()).isEqualTo(Shape.of(1, 1000, 3, 4));
      assertThat(differences(heat, before, picture, after.crop(), 32))
          .hasSize(12)
          .allMatch(Difference::agrees);
    }
  }
}
