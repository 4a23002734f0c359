package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.TestBackend;
import dev.fovea.op.ReceptiveField;
import dev.fovea.runtime.Explanation;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network without weights tells the same of its layers as the one with them. */
class SketchTest {
  private static final double NARROW = 1 / 16.0;

  static List<Architecture> all() {
    return Zoo.all();
  }

  /** What is said of a layer. */
  private record Layer(
      List<String> nodes,
      String operator,
      List<TensorDesc> makes,
      long parameters,
      long multiplyAdds,
      @Nullable ReceptiveField field) {}

  @ParameterizedTest
  @MethodSource("all")
  void isExplainedLayerByLayerAsTheNetworkItself(Architecture architecture) {
    ZooOptions narrow = architecture.options().width(NARROW);
    try (Graph sketch = architecture.sketch(narrow);
        Graph network = architecture.build(narrow)) {
      List<Layer> layers = layers(network);
      assertThat(layers(sketch)).isEqualTo(layers);
      assertThat(layers.stream().filter(SketchTest::learns).mapToLong(Layer::parameters).sum())
          .isEqualTo(architecture.cost(narrow).parameters());
      assertThat(layers.stream().mapToLong(Layer::multiplyAdds).sum())
          .isEqualTo(architecture.cost(narrow).multiplyAdds());
    }
  }

  /** The bilinear kernels of FCN are parameters of their layers, but given: nobody learns them. */
  private static boolean learns(Layer layer) {
    return !layer.nodes().get(0).startsWith("upscore");
  }

  private static List<Layer> layers(Graph graph) {
    Map<String, TensorDesc> inputs = new LinkedHashMap<>();
    for (GraphInput input : graph.inputs()) {
      int[] dims =
          input.dims().stream()
              .mapToInt(dim -> dim instanceof Dim.Fixed fixed ? fixed.size() : 1)
              .toArray();
      inputs.put(input.name(), TensorDesc.of(input.dtype(), Shape.of(dims)));
    }
    try (Backend backend = TestBackend.open();
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.optimise(false))) {
      return session.explain(inputs).steps().stream().map(SketchTest::layer).toList();
    }
  }

  private static Layer layer(Explanation.Step step) {
    return new Layer(
        step.nodes(),
        step.operator(),
        step.dsts(),
        step.parameters(),
        step.multiplyAdds(),
        step.receptiveField());
  }
}
