package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Dense;
import dev.fovea.op.Gather;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.ReceptiveField;
import dev.fovea.op.Reshape;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResolvedGraphTest {
  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static Node node(Graph graph, String name) {
    return graph.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void tellsOperatorsShapesAndFields() {
    try (Graph graph = Nets.leNet()) {
      ResolvedGraph resolved = ResolvedGraph.of(graph);

      assertThat(resolved.op(node(graph, "fc1"))).isEqualTo(Dense.of(400, 120));
      assertThat(resolved.desc("pool2")).isEqualTo(TensorDesc.of(1, 16, 5, 5));
      assertThat(resolved.desc("fc1.w")).isEqualTo(TensorDesc.of(120, 400));
      assertThat(resolved.reads(node(graph, "relu3"))).containsExactly(TensorDesc.of(1, 120));
      ReceptiveField pool2 = resolved.receptiveField("pool2");
      assertThat(pool2).isNotNull();
      assertThat(pool2.jumpH()).isEqualTo(4);
      assertThat(resolved.receptiveField("fc1.w")).isNull();
    }
  }

  @Test
  void countsWhatASessionCounts() {
    try (Graph graph = Nets.residual();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.optimise(false))) {
      Map<String, TensorDesc> inputs = Map.of("image", TensorDesc.of(2, 4, 7, 9));

      assertThat(ResolvedGraph.of(graph, inputs).multiplyAdds())
          .isEqualTo(session.explain(inputs).multiplyAdds());
    }
  }

  @Test
  void shapesMayBeMadeOfShapes() {
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", "N", 3, 4));
    net.node("shape", new ShapeOf(0, 3), List.of("x"), List.of("extents"));
    net.constant("order", Tensor.ofLongs(Shape.of(3), 2, 1, 0));
    net.node("turn", new Gather(0), List.of("extents", "order"), List.of("shape"));
    net.node(Nets.reshapeBy("shape"));
    try (Graph graph = net.output("reshaped").build()) {
      ResolvedGraph resolved = ResolvedGraph.of(graph);

      assertThat(resolved.desc("reshaped")).isEqualTo(TensorDesc.of(4, 3, 1));
      assertThat(resolved.op(node(graph, "reshape"))).isEqualTo(Reshape.to(4, 3, 1));
    }
  }

  @Test
  void whatIsNotKnownIsRefused() {
    try (Graph open = Nets.residual();
        Graph byInput = Nets.reshapedByInput()) {
      assertThatThrownBy(() -> ResolvedGraph.of(open))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "ResolvedGraph[residual]: input image is [N, 4, H, W]; expected known extents behind"
                  + " the first; say the shapes of the inputs");
      assertThatThrownBy(() -> ResolvedGraph.of(byInput, Map.of()))
          .hasMessageContaining("values of inputs [shape] decide operators");
      ResolvedGraph resolved = ResolvedGraph.of(open, Map.of("image", TensorDesc.of(1, 4, 5, 5)));
      assertThatThrownBy(() -> resolved.desc("nothing"))
          .hasMessage("ResolvedGraph[residual]: value nothing is unknown");
    }
  }

  @Test
  void outputsWithoutANameGetOne() {
    MaxPool2d pool = MaxPool2d.of(Window2d.of(2)).indices(MaxPool2d.Indices.ROW_MAJOR);
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", 2, 3, 4, 4));
    net.node("pool", pool, List.of("x"), List.of("p"));
    try (Graph graph = net.output("p").build()) {
      ResolvedGraph resolved = ResolvedGraph.of(graph);

      assertThat(resolved.makes(node(graph, "pool"))).containsExactly("p", "pool output 1");
      assertThat(resolved.values()).containsExactly("x", "p", "pool output 1");
      assertThat(resolved.desc("pool output 1"))
          .isEqualTo(TensorDesc.of(DType.INT64, Shape.of(2, 3, 3, 3)));
    }
  }

  @Test
  void valuesOfInputsMayDecide() {
    try (Graph graph = Nets.reshapedByInput();
        Tensor shape = Tensor.ofLongs(Shape.of(2), 3, 2)) {
      assertThat(ResolvedGraph.deciding(graph)).containsExactly("shape");
      Map<String, TensorDesc> inputs = Map.of("x", TensorDesc.of(6), "shape", shape.desc());
      ResolvedGraph resolved = ResolvedGraph.of(graph, inputs, Map.of("shape", shape));

      assertThat(resolved.desc(graph.outputs().get(0))).isEqualTo(TensorDesc.of(3, 2));
    }
  }
}
