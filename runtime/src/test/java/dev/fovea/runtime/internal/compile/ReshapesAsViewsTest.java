package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Flatten;
import dev.fovea.op.Reshape;
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
}
