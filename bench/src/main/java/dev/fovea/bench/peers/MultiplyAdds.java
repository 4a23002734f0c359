package dev.fovea.bench.peers;

import dev.fovea.Backends;
import dev.fovea.bench.worker.Task;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.Map;

/** Counts the multiply-adds of a network as its file says them, nothing folded. */
final class MultiplyAdds {
  private MultiplyAdds() {}

  static long of(Task task) {
    try (Graph graph = OnnxImporter.read(task.model());
        Backend backend = Backends.discover().open();
        Session session =
            Session.open(graph, backend, SessionOptions.DEFAULT.threads(1).optimise(false))) {
      TensorDesc input = TensorDesc.of(Shape.of(task.ints()));
      return session.explain(Map.of(graph.inputs().get(0).name(), input)).multiplyAdds();
    }
  }
}
