package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropUnusedTest {

  @Test
  void whatNoResultNeedsGoes() {
    MaxPool2d pool = MaxPool2d.of(Window2d.of(1)).indices(MaxPool2d.Indices.ROW_MAJOR);
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", 1, 1, 2, 2));
    net.input(Nets.input("unread", 3));
    net.constant("c", Nets.random(Shape.of(2), 1));
    Nets.relu(net, "dead", "x");
    Nets.relu(net, "deader", "dead");
    net.node("pool", pool, List.of("x"), List.of("values", "indices"));
    try (Graph graph = net.output("indices").build()) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 1, 2, 2), TensorDesc.of(3));
      TypedGraph after = new DropUnused().apply(before);

      assertThat(Situations.lines(after)).containsExactly("pool: x -> values indices");
      assertThat(after.values().keySet())
          .containsExactlyInAnyOrder("x", "unread", "values", "indices");
      assertThat(after.constants()).isEmpty();
    }
  }
}
