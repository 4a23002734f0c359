package dev.fovea.models.support;

import dev.fovea.Backends;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.util.Map;

/** Runs graphs on the reference backend. */
public final class Reference {
  private Reference() {}

  /** Runs once; the caller closes the outputs and its own graph and inputs. */
  public static Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
    try (Backend backend = Backends.discover().open("reference");
        Session session = Session.open(graph, backend)) {
      return session.run(inputs);
    }
  }
}
