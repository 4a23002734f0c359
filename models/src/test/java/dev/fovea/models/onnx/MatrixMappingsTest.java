package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.FLOAT;
import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.node;
import static dev.fovea.models.support.Models.unshaped;
import static dev.fovea.models.support.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.TestBackend;
import dev.fovea.op.Dense;
import dev.fovea.op.Gemm;
import dev.fovea.op.MatMul;
import dev.fovea.op.Op;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which operator a product of matrices becomes. */
class MatrixMappingsTest {

  private static Graph product(boolean constant, int... dims) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("a", FLOAT, dims))
            .addNode(node("MatMul", List.of("a", "b"), "y"))
            .addOutput(unshaped("y", FLOAT));
    if (constant) {
      graph.addInitializer(floats("b", new int[] {2, 3}, 1, 2, 3, 4, 5, 6));
    } else {
      graph.addInput(value("b", FLOAT, 2, 3));
    }
    byte[] bytes = Models.model(13, graph).toByteArray();
    return OnnxImporter.read(new ByteArrayInputStream(bytes), "product");
  }

  private static Op resolved(Graph graph, Shape a) {
    OpSource source = graph.nodes().get(0).source();
    return source instanceof OpSource.Fixed fixed
        ? fixed.op()
        : ((OpSource.Deferred) source)
            .resolver()
            .resolve(List.of(TensorDesc.of(a), TensorDesc.of(2, 3)), List.of());
  }

  @Test
  void matricesByConstantWeightsAreFullyConnectedLayers() {
    try (Graph graph = product(true, 4, 2)) {
      assertThat(resolved(graph, Shape.of(4, 2))).isEqualTo(Dense.of(2, 3).bias(false));
    }
    try (Graph graph = product(false, 4, 2)) {
      assertThat(resolved(graph, Shape.of(4, 2))).isEqualTo(new Gemm(false, false, 1, 1, false));
    }
  }

  @Test
  void stacksOfMatricesAndVectorsAreProducts() {
    try (Graph graph = product(true, 1, 2, 2);
        Tensor a = Tensor.of(Shape.of(1, 2, 2), 1, 0, 1, 1);
        Tensor y = TestBackend.run(graph, Map.of("a", a)).get("y")) {
      assertThat(resolved(graph, Shape.of(1, 2, 2))).isEqualTo(new MatMul(true));
      assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 3));
      assertThat(y.toFloats()).containsExactly(1, 2, 3, 5, 7, 9);
    }
    try (Graph graph = product(false, 2);
        Tensor a = Tensor.of(Shape.of(2), 1, -1);
        Tensor b = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Tensor y = TestBackend.run(graph, Map.of("a", a, "b", b)).get("y")) {
      assertThat(resolved(graph, Shape.of(2))).isEqualTo(new MatMul(false));
      assertThat(y.shape()).isEqualTo(Shape.of(3));
      assertThat(y.toFloats()).containsExactly(-3, -3, -3);
    }
  }
}
