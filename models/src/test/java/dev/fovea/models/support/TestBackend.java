package dev.fovea.models.support;

import dev.fovea.Backends;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.util.Map;

/** The backend that a test run judges: {@code -Dfovea.test.backend}, else the reference. */
public final class TestBackend {
  private static final String NAME = System.getProperty("fovea.test.backend", "reference");

  private TestBackend() {}

  /** Opens the backend; skips the test if it was not built. */
  public static Backend open() {
    return open(NAME);
  }

  private static Backend open(String name) {
    NativeBuild.require(name);
    return Backends.discover().open(name);
  }

  /** Tells whether it is the reference. */
  public static boolean isReference() {
    return NAME.equals("reference");
  }

  /** Runs once; the caller closes the outputs and its own graph and inputs. */
  public static Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
    return run(NAME, graph, inputs);
  }

  /** Runs once on a backend of a name; the caller closes the outputs. */
  public static Map<String, Tensor> run(String name, Graph graph, Map<String, Tensor> inputs) {
    try (Backend backend = open(name);
        Session session = Session.open(graph, backend)) {
      return session.run(inputs);
    }
  }
}
