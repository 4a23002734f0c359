package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Expand;
import dev.fovea.op.Flatten;
import dev.fovea.op.Reshape;
import dev.fovea.op.Split;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReshapesAsViewsTest {

  private static Graph chain() {
    return Graph.builder("chain")
        .input(Nets.input("x", "N", 2, 2))
        .node("flat", new Flatten(1), List.of("x"), List.of("f"))
        .node("same", Activation.identity(), List.of("f"), List.of("s"))
        .node("relu", Activation.relu(), List.of("s"), List.of("r"))
        .node("out", Reshape.to(-1), List.of("r"), List.of("y"))
        .output("y")
        .build();
  }

  @Test
  void chainsShareOneMemory() {
    TypedGraph before = Situations.typed(chain(), TensorDesc.of(3, 2, 2));
    TypedGraph after = new ReshapesAsViews().apply(before);

    assertThat(before.views()).isEmpty();
    assertThat(after.views())
        .isEqualTo(Map.of("f", new TypedGraph.View("x", 0), "s", new TypedGraph.View("f", 0)));
    assertThat(after.roots().root("s")).isEqualTo("x");
    assertThat(after.roots().root("r")).isEqualTo("r");
    assertThat(after.nodes()).isEqualTo(before.nodes());
    assertThat(after.nodes().stream().filter(after::isView).map(TypedNode::name))
        .containsExactly("flat", "same");
  }

  @Test
  void whatIsReturnedIsCopied() {
    TypedGraph after =
        new ReshapesAsViews().apply(Situations.typed(chain(), TensorDesc.of(3, 2, 2)));

    assertThat(after.views()).doesNotContainKey("y");
  }

  @Test
  void inputWithGapsIsCopied() {
    TensorDesc slice = new TensorDesc(DType.FLOAT32, Shape.of(3, 2, 2), Layout.PLAIN, 8);
    TypedGraph after = new ReshapesAsViews().apply(Situations.typed(chain(), slice));

    assertThat(after.views()).isEqualTo(Map.of("s", new TypedGraph.View("f", 0)));
  }

  private static TypedGraph applied(Graph.Builder net, TensorDesc image) {
    return new ReshapesAsViews().apply(Situations.typed(net.build(), image));
  }

  private static Graph.Builder split(int axis, Integer... sizes) {
    Graph.Builder net =
        Graph.builder("split")
            .input(Nets.input("x", "N", 4, 2))
            .node("cut", new Split(axis, List.of(sizes)), List.of("x"), List.of("a", "b"));
    Nets.relu(net, "r", "a");
    Nets.relu(net, "q", "b");
    return net.output("r").output("q");
  }

  @Test
  void partsAlongChannelsKeepTheImageStride() {
    TypedGraph after = applied(split(1, 1, 3), TensorDesc.of(3, 4, 2));

    assertThat(after.views())
        .isEqualTo(Map.of("a", new TypedGraph.View("x", 0), "b", new TypedGraph.View("x", 8)));
    assertThat(after.desc("b"))
        .isEqualTo(new TensorDesc(DType.FLOAT32, Shape.of(3, 3, 2), Layout.PLAIN, 8));
    assertThat(after.isView(after.nodes().get(0))).isTrue();
  }

  @Test
  void imagesAndTheAxesOfOneImageAreParts() {
    TypedGraph images = applied(split(0, 1, 2), TensorDesc.of(3, 4, 2));
    assertThat(images.views()).containsEntry("b", new TypedGraph.View("x", 32));
    TypedGraph columns =
        applied(
            Graph.builder("split")
                .input(Nets.input("x", "N", 1, 4))
                .node("cut", new Split(2, List.of(1, 3)), List.of("x"), List.of("a", "b"))
                .node("relu", Activation.relu(), List.of("b"), List.of("r"))
                .output("r"),
            TensorDesc.of(1, 1, 4));
    assertThat(columns.views()).containsEntry("b", new TypedGraph.View("x", 4));
    assertThat(columns.desc("b")).isEqualTo(TensorDesc.of(1, 1, 3));
    assertThat(applied(split(2, 1, 1), TensorDesc.of(3, 4, 2)).views()).isEmpty();
  }

  @Test
  void aPartThatIsReturnedKeepsTheKernel() {
    assertThat(applied(split(1, 1, 3).output("a"), TensorDesc.of(3, 4, 2)).views()).isEmpty();
  }

  @Test
  void whatLeavesEveryElementWhereItIs() {
    Graph.Builder net =
        Graph.builder("same")
            .input(Nets.input("x", "N", 1, 4))
            .node("t", Transpose.of(0, 2, 1), List.of("x"), List.of("t"))
            .node("e", new Expand(Shape.of(1, 1, 1, 1)), List.of("t"), List.of("e"))
            .node("i", new Tile(List.of(1, 1, 1, 1)), List.of("e"), List.of("i"))
            .node("s", slice(1, 2, 1), List.of("i"), List.of("s"))
            .node("d", slice(0, 1, -1), List.of("s"), List.of("d"))
            .node("m", Transpose.of(1, 0), List.of("m0"), List.of("m"))
            .node("m0", new Flatten(1), List.of("x"), List.of("m0"));
    Nets.relu(net, "y", "d");
    Nets.relu(net, "z", "m");
    TypedGraph after = applied(net.output("y").output("z"), TensorDesc.of(2, 1, 4));

    assertThat(after.views()).containsOnlyKeys("m0", "t", "e", "i", "s");
  }

  private static StridedSlice slice(int axis, int end, int step) {
    int start = step > 0 ? 0 : Integer.MAX_VALUE;
    int last = step > 0 ? end : Integer.MIN_VALUE;
    return new StridedSlice(List.of(new StridedSlice.Range(axis, start, last, step)));
  }

  @Test
  void partsOfPartsLieInTheWhole() {
    Graph.Builder net =
        Graph.builder("parts")
            .input(Nets.input("x", "N", 6, 2))
            .node("cut", new Split(1, List.of(2, 4)), List.of("x"), List.of("a", "b"))
            .node("again", new Split(1, List.of(1, 3)), List.of("b"), List.of("c", "d"));
    Nets.relu(net, "y", "d");
    TypedGraph after = applied(net.output("y"), TensorDesc.of(2, 6, 2));

    assertThat(after.roots().root("d")).isEqualTo("x");
    assertThat(after.roots().offset("d")).isEqualTo(3 * 2 * 4);
    assertThat(after.desc("d").imageStride()).isEqualTo(12);
  }
}
