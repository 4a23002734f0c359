package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reshape;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FullyConvolutionalTest {
  private static final Size2d CROP = new Size2d(21, 25);

  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  /** Two convolutions with a pooling between, three fully connected layers and softmax. */
  private static Graph classifier(int pad) {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    Size2d map = trunk(net, pad);
    Networks.add(net, "flatten", new Flatten(1), "map");
    Networks.linear(net, "fc1", "flatten", Dense.of(8 * map.area(), 12));
    Networks.relu(net, "relu3", "fc1");
    Networks.linear(net, "fc2", "relu3", Dense.of(12, 7));
    Networks.add(net, "scores", Softmax.along(1), "fc2");
    return net.output("scores").build();
  }

  private static Size2d trunk(Graph.Builder net, int pad) {
    Networks.linear(net, "conv1", "x", Conv2d.of(3, 6, Window2d.of(3).pad(pad)));
    Networks.relu(net, "relu1", "conv1");
    Networks.halve(net, "pool1", "relu1");
    Networks.linear(net, "conv2", "pool1", Conv2d.of(6, 8, Window2d.of(3).stride(2).pad(pad)));
    Networks.relu(net, "map", "conv2");
    return pad == 0 ? new Size2d(4, 5) : new Size2d(5, 6);
  }

  @Test
  void fullyConnectedLayersBecomeConvolutions() {
    try (Graph before = classifier(0);
        FullyConvolutional after = FullyConvolutional.of(before)) {
      assertThat(Networks.lines(after.graph()).subList(5, 9))
          .containsExactly(
              "fc1: Conv2d map fc1.weight fc1.bias -> fc1",
              "relu3: Activation fc1 -> relu3",
              "fc2: Conv2d relu3 fc2.weight fc2.bias -> fc2",
              "scores: Softmax fc2 -> scores");
      assertThat(after.graph().nodes()).hasSize(before.nodes().size() - 1);
      assertThat(Networks.op(after.graph(), "fc1"))
          .isEqualTo(Conv2d.of(8, 12, Window2d.of(new Size2d(4, 5))));
      assertThat(Networks.op(after.graph(), "fc2")).isEqualTo(Conv2d.of(12, 7, Window2d.of(1)));
      assertThat(after.graph().inputs().get(0).dims())
          .endsWith(new Dim.Symbolic("height"), new Dim.Symbolic("width"));
      assertThat(after.crop()).isEqualTo(CROP);
      assertThat(after.stride()).isEqualTo(new Size2d(4, 4));
      assertThat(after.isExactOnCrops()).isTrue();
    }
  }

  @Test
  void weightsAreSharedAndOutliveEitherGraph() {
    Graph before = classifier(0);
    Tensor weights = before.constants().get("fc1.weight");
    try (FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 21, 25), 1)) {
      assertThat(after.graph().constants().get("fc1.weight").address())
          .isEqualTo(weights.address());
      float[] expected;
      try (Tensor scores = Networks.run(before, picture)) {
        expected = scores.toFloats();
      }
      before.close();
      try (Tensor heat = Networks.run(after.graph(), picture)) {
        // A picture of crop size has one position: the classifier's own scores.
        assertThat(heat.shape()).isEqualTo(Shape.of(1, 7, 1, 1));
        assertClose(heat, Tensor.of(heat.shape(), expected));
      }
    }
  }

  /** Statement (2): without padding, every position is the classifier on its crop. */
  @Test
  void everyPositionIsTheClassifierOnItsCrop() {
    try (Graph before = classifier(0);
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 31, 38), 2);
        Tensor heat = Networks.run(after.graph(), picture)) {
      assertThat(heat.shape()).isEqualTo(Shape.of(1, 7, 3, 4));
      assertIsClassifierOnCrops(before, after, picture, heat);
    }
  }

  private static void assertIsClassifierOnCrops(
      Graph before, FullyConvolutional after, Tensor picture, Tensor heat) {
    Size2d crop = after.crop();
    for (int i = 0; i < heat.shape().dim(2); i++) {
      for (int j = 0; j < heat.shape().dim(3); j++) {
        int top = i * after.stride().h();
        int left = j * after.stride().w();
        try (Tensor part = Networks.part(picture, top, left, crop.h(), crop.w())) {
          assertClose(Networks.at(heat, i, j), Networks.run(before, part));
        }
      }
    }
  }

  /** Closes both. */
  private static void assertClose(Tensor actual, Tensor expected) {
    try (actual;
        expected) {
      assertThat(Agreement.problem("scores", actual, expected)).isEmpty();
      if (TestBackend.isReference()) {
        // It sums both in the same order.
        assertThat(actual.toFloats()).isEqualTo(expected.toFloats());
      }
    }
  }

  /** Statement (1): with padding, every position is the head on its window of features. */
  @Test
  void withPaddingEveryPositionIsTheHeadOnItsWindowOfFeatures() {
    try (Graph before = classifier(1);
        FullyConvolutional after = FullyConvolutional.of(before);
        Graph head = Networks.behind(before, "map", Shape.of(1, 8, 5, 6));
        Tensor picture = Networks.random(Shape.of(1, 3, 29, 37), 3);
        Backend backend = TestBackend.open();
        Session session =
            Session.open(after.graph(), backend, SessionOptions.DEFAULT.observe(Set.of("map")))) {
      assertThat(after.isExactOnCrops()).isFalse();
      Map<String, Tensor> values = session.run(Map.of("x", picture));
      try (Tensor heat = values.get("scores");
          Tensor map = values.get("map")) {
        assertThat(heat.shape()).isEqualTo(Shape.of(1, 7, 3, 4));
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 4; j++) {
            try (Tensor window = Networks.part(map, i, j, 5, 6)) {
              assertClose(Networks.at(heat, i, j), Networks.run(head, window));
            }
          }
        }
      }
    }
  }

  /** What padding costs: the crop's own features differ where their field leaves the crop. */
  @Test
  void withPaddingOnlyFeaturesInsideTheCropAreEqual() {
    try (Graph before = classifier(1);
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 29, 37), 3);
        Tensor crop = Networks.part(picture, 4, 8, 21, 25);
        Tensor own = observed(before, crop);
        Tensor whole = observed(after.graph(), picture);
        Tensor inWhole = Networks.part(whole, 1, 2, 5, 6)) {
      float[] expected = inWhole.toFloats();
      float[] actual = own.toFloats();
      // conv2 of stride 4 in pixels, with a field of 8 that begins at 4 i - 3.
      int different = 0;
      for (int i = 0; i < actual.length; i++) {
        int row = i / 6 % 5;
        int column = i % 6;
        boolean inside = row > 0 && 4 * row + 5 <= 21 && column > 0 && 4 * column + 5 <= 25;
        if (inside) {
          assertThat(actual[i]).as("feature at %d, %d", row, column).isEqualTo(expected[i]);
        } else if (Math.abs(actual[i] - expected[i]) > 1e-3) {
          different++;
        }
      }
      assertThat(different).as("features that see the padding").isGreaterThan(20);
    }
  }

  private static Tensor observed(Graph graph, Tensor picture) {
    try (Backend backend = TestBackend.open();
        Session session =
            Session.open(graph, backend, SessionOptions.DEFAULT.observe(Set.of("map")))) {
      Map<String, Tensor> values = session.run(Map.of("x", picture));
      values.get("scores").close();
      return values.get("map");
    }
  }

  @Test
  void poolingAtTheHeadKeepsItsWindow() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(net, 0);
    Networks.add(net, "gap", new GlobalAveragePool(), "map");
    Networks.add(net, "flat", Reshape.to(-1, 8), "gap");
    Networks.linear(net, "fc", "flat", Dense.of(8, 7));
    try (Graph before = net.output("fc").build();
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 31, 38), 4);
        Tensor heat = Networks.run(after.graph(), picture)) {
      assertThat(Networks.op(after.graph(), "gap"))
          .isEqualTo(AveragePool2d.of(Window2d.of(new Size2d(4, 5))));
      assertIsClassifierOnCrops(before, after, picture, heat);
    }
  }

  /** A mean that drops the map's axes, as tf2onnx writes it, and a maximum beside it. */
  @Test
  void everyKindOfGlobalPoolingKeepsItsWindow() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(net, 0);
    Networks.add(net, "mean", new Reduce(Reduce.Kind.MEAN, List.of(2, 3), false), "map");
    Networks.add(net, "max", new GlobalMaxPool(), "map");
    Networks.add(net, "row", new Flatten(1), "max");
    Networks.linear(net, "fc1", "mean", Dense.of(8, 7));
    Networks.linear(net, "fc2", "row", Dense.of(8, 7));
    Networks.add(net, "sum", new Arithmetic(Arithmetic.Function.SUB), "fc1", "fc2");
    try (Graph before = net.output("sum").build();
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 31, 38), 4);
        Tensor heat = Networks.run(after.graph(), picture)) {
      Window2d window = Window2d.of(new Size2d(4, 5));
      assertThat(Networks.op(after.graph(), "mean")).isEqualTo(AveragePool2d.of(window));
      assertThat(Networks.op(after.graph(), "max")).isEqualTo(MaxPool2d.of(window));
      assertIsClassifierOnCrops(before, after, picture, heat);
    }
  }

  /** As in SqueezeNet, of an opset in which softmax takes rows and columns in as well. */
  @Test
  void softmaxStaysInsideAPosition() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(net, 0);
    Networks.add(net, "gap", new GlobalAveragePool(), "map");
    Networks.add(net, "probabilities", new Softmax(1, 4), "gap");
    Networks.add(net, "row", new Flatten(1), "probabilities");
    try (Graph before = net.output("row").build();
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 31, 38), 4);
        Tensor heat = Networks.run(after.graph(), picture)) {
      assertThat(Networks.op(after.graph(), "probabilities")).isEqualTo(Softmax.along(1));
      assertIsClassifierOnCrops(before, after, picture, heat);
    }
  }

  @Test
  void poolingInsideTheTrunkStaysGlobal() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(net, 0);
    Networks.add(net, "squeeze", new GlobalAveragePool(), "map");
    Networks.linear(net, "excite", "squeeze", Conv2d.of(8, 8, Window2d.of(1)));
    Networks.add(net, "scaled", new Arithmetic(Arithmetic.Function.MUL), "map", "excite");
    Networks.add(net, "gap", Reduce.of(Reduce.Kind.MEAN, 2, 3), "scaled");
    Networks.linear(net, "fc", "gap", Dense.of(8, 7));
    try (Graph before = net.output("fc").build();
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 31, 38), 4);
        Tensor heat = Networks.run(after.graph(), picture)) {
      assertThat(Networks.op(after.graph(), "squeeze")).isEqualTo(new GlobalAveragePool());
      assertThat(Networks.op(after.graph(), "gap"))
          .isEqualTo(AveragePool2d.of(Window2d.of(new Size2d(4, 5))));
      assertThat(heat.shape()).isEqualTo(Shape.of(1, 7, 3, 4));
    }
  }

  /** Sums with constants, normalisation of rows, a layer that flattens by itself, two outputs. */
  @Test
  void whatWorksOnRowsWorksOnMaps() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(net, 0);
    Networks.linear(net, "fc1", "map", Dense.of(160, 9).bias(false));
    net.constant("b", Networks.random(Shape.of(1, 9), 5));
    net.constant("two", Tensor.of(Shape.of(), 2));
    Networks.add(net, "sum", new Add(), "b", "fc1");
    Networks.add(net, "twice", new Arithmetic(Arithmetic.Function.MUL), "sum", "two");
    Networks.batchNorm(net, "norm", "twice", 9);
    Networks.add(net, "both", new Add(), "norm", "sum");
    Networks.add(net, "back", Reshape.to(0, 9, 1, 1), "both");
    Networks.linear(net, "conv3", "back", Conv2d.of(9, 5, Window2d.of(1)));
    Networks.add(net, "row", new Flatten(1), "conv3");
    Networks.add(net, "logs", new LogSoftmax(1, 2), "row");
    try (Graph before = net.output("logs").output("row").build();
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 31, 38), 6);
        Tensor heat = Networks.run(after.graph(), picture)) {
      assertThat(after.graph().outputs()).containsExactly("logs", "row");
      assertThat(Networks.lines(after.graph())).contains("row_2: Activation conv3 -> row");
      assertIsClassifierOnCrops(before, after, picture, heat);
    }
  }

  /** As some exporters flatten: to [N, rest], N asked from the value itself. */
  @Test
  void shapesThatAreComputedGoWithTheFlatteningTheyDecide() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(net, 0);
    Networks.add(net, "gap", new GlobalAveragePool(), "map");
    Networks.add(net, "batch", new ShapeOf(0, 1), "gap");
    net.constant("rest", Tensor.ofLongs(Shape.of(1), -1));
    Networks.add(net, "shape", new Concat(0, 2), "batch", "rest");
    OpSource reshape =
        new OpSource.Deferred(
            "Reshape",
            List.of("shape"),
            (inputs, deciders) -> {
              long[] dims = deciders.get(0).toLongs();
              return Reshape.to((int) dims[0], (int) dims[1]);
            });
    net.node(new Node("flatten", reshape, List.of("gap"), List.of("row")));
    Networks.linear(net, "fc", "row", Dense.of(8, 7));
    try (Graph before = net.output("fc").build();
        FullyConvolutional after = FullyConvolutional.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 31, 38), 4);
        Tensor heat = Networks.run(after.graph(), picture)) {
      assertThat(Networks.lines(after.graph()).subList(5, 7))
          .containsExactly(
              "gap: AveragePool2d map -> gap", "fc: Conv2d gap fc.weight fc.bias -> fc");
      assertThat(after.graph().constants()).doesNotContainKey("rest");
      assertIsClassifierOnCrops(before, after, picture, heat);
    }
  }

  @Test
  void whatHasNoCounterpartOnMapsIsRefused() {
    Graph.Builder joined = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(joined, 0);
    Networks.linear(joined, "fc", "map", Dense.of(160, 9));
    Networks.add(joined, "join", new Concat(1, 2), "fc", "fc");
    Graph.Builder flat = Graph.builder("net").input(Networks.input("x", -1, 3, 21, 25));
    trunk(flat, 0);
    Networks.add(flat, "row", new Flatten(1), "map");
    Graph.Builder rows = Graph.builder("net").input(Networks.input("x", -1, 12));
    Networks.linear(rows, "fc", "x", Dense.of(12, 9));
    try (Graph join = joined.output("join").build();
        Graph row = flat.output("row").build();
        Graph noPicture = rows.output("fc").build()) {
      assertThatThrownBy(() -> FullyConvolutional.of(join))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Concat[join] reads [fc, fc]")
          .hasMessageContaining("expected a fully connected layer, an activation");
      assertThatThrownBy(() -> FullyConvolutional.of(row))
          .hasMessageContaining("output row is a flattened map of 4x5");
      assertThatThrownBy(() -> FullyConvolutional.of(noPicture))
          .hasMessageContaining("expected one picture [N, C, H, W]");
    }
  }

  /** VGG pools to 7 x 7; from 2 x 2 that takes matrices made for 2 rows and columns. */
  @Test
  void poolingMadeForOneSizeIsRefused() {
    Architecture vgg = Zoo.get("vgg11");
    try (Graph small = vgg.build(vgg.options().input(64, 64).width(0.125))) {
      assertThatThrownBy(() -> FullyConvolutional.of(small))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("FullyConvolutional: MatMul[features.18/avgpool-rows]")
          .hasMessageContaining("choose the picture size the classifier was published for");
    }
  }

  @Test
  void aNetworkOfOpenSizeIsResolvedForTheSizeItWasMadeFor() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, -1, -1));
    trunk(net, 0);
    Networks.linear(net, "fc", "map", Dense.of(160, 9));
    try (Graph open = net.output("fc").build()) {
      assertThatThrownBy(() -> FullyConvolutional.of(open))
          .hasMessageContaining("expected known extents behind the first");
      ResolvedGraph sized = ResolvedGraph.of(open, Map.of("x", TensorDesc.of(1, 3, 21, 25)));
      try (FullyConvolutional after = FullyConvolutional.of(sized)) {
        assertThat(after.crop()).isEqualTo(CROP);
        assertThat(List.copyOf(after.graph().outputs())).containsExactly("fc");
      }
    }
  }
}
