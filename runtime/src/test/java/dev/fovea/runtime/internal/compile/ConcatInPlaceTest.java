package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Concat;
import dev.fovea.op.Flatten;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.internal.compile.TypedGraph.View;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConcatInPlaceTest {
  private static final int MAP = 6 * 6;

  private static Graph.Builder net() {
    return Graph.builder("g").input(Nets.input("x", "N", 2, 6, 6));
  }

  private static void join(Graph.Builder net, String name, int axis, String... parts) {
    net.node(name, new Concat(axis, parts.length), List.of(parts), List.of(name));
  }

  private static TypedGraph after(Graph.Builder net, int images) {
    TypedGraph before = Situations.typed(net.build(), TensorDesc.of(images, 2, 6, 6));
    return Situations.apply(before, new ReshapesAsViews(), new ConcatInPlace());
  }

  private static TensorDesc slice(int images, int channels, int of) {
    return new TensorDesc(
        DType.FLOAT32, Shape.of(images, channels, 6, 6), Layout.PLAIN, (long) of * MAP);
  }

  private static View at(String joint, int channel) {
    return new View(joint, (long) channel * MAP * Float.BYTES);
  }

  @Test
  void partsAreMadeInsideTheJointMemory() {
    Graph.Builder net = net();
    Nets.relu(net, "a", "x");
    Nets.relu(net, "b", "a");
    join(net, "y", 1, "a", "b");
    TypedGraph after = after(net.output("y"), 3);

    assertThat(after.views()).isEqualTo(Map.of("a", at("y", 0), "b", at("y", 2)));
    assertThat(after.desc("a")).isEqualTo(slice(3, 2, 4));
    assertThat(after.desc("y")).isEqualTo(TensorDesc.of(3, 4, 6, 6));
    assertThat(after.nodes().stream().filter(after::isView).map(TypedNode::name))
        .containsExactly("y");
  }

  @Test
  void partsOfPartsLieInTheOuterOne() {
    Graph.Builder net = net();
    Nets.relu(net, "a", "x");
    Nets.relu(net, "b", "x");
    join(net, "inner", 1, "a", "b");
    Nets.relu(net, "c", "inner");
    join(net, "outer", 1, "c", "inner");
    TypedGraph after = after(net.output("outer"), 2);

    assertThat(after.roots().root("b")).isEqualTo("outer");
    assertThat(after.roots().offset("b")).isEqualTo((4 + 2) * MAP * Float.BYTES);
    assertThat(after.desc("b")).isEqualTo(slice(2, 2, 8));
    assertThat(after.nodes().stream().filter(after::isView).map(TypedNode::name))
        .containsExactly("inner", "outer");
  }

  @Test
  void whatCannotMoveIsCopiedIntoItsPlace() {
    Graph.Builder net = net();
    Nets.relu(net, "a", "x");
    Nets.relu(net, "result", "x");
    join(net, "y", 1, "x", "a", "a", "result");
    TypedGraph after = after(net.output("y").output("result"), 2);

    assertThat(Situations.lines(after))
        .containsExactly(
            "a: x -> a",
            "result: x -> result",
            "y: x -> y part 0",
            "y: a -> y part 2",
            "y: result -> y part 3",
            "y: y part 0 a y part 2 y part 3 -> y");
    assertThat(after.views().get("y part 3")).isEqualTo(at("y", 6));
    assertThat(after.isView(after.nodes().get(5))).isTrue();
    assertThat(after.isView(after.nodes().get(4))).isFalse();
  }

  @Test
  void reshapedImagesStayDense() {
    for (int images = 1; images <= 2; images++) {
      Graph.Builder net = net();
      Nets.relu(net, "a", "x");
      Nets.relu(net, "b", "x");
      net.node("flat", new Flatten(1), List.of("a"), List.of("flat"));
      Nets.relu(net, "r", "flat");
      join(net, "y", 1, "b", "a");
      TypedGraph after = after(net.output("y").output("r"), images);

      assertThat(after.roots().root("a")).isEqualTo(images == 1 ? "y" : "a");
      assertThat(after.roots().root("flat")).isEqualTo(images == 1 ? "y" : "a");
      assertThat(after.roots().root("b")).isEqualTo("y");
    }
  }

  @Test
  void whatCannotMoveAtAllIsJoinedByAKernel() {
    Graph.Builder inputs = net();
    join(inputs, "y", 1, "x", "x");
    assertThat(after(inputs.output("y"), 2).views()).isEmpty();

    Graph.Builder images = net();
    Nets.relu(images, "a", "x");
    join(images, "y", 0, "a", "x");
    assertThat(after(images.output("y"), 2).views()).isEmpty();
  }
}
