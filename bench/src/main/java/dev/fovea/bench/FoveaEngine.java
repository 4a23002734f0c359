package dev.fovea.bench;

import dev.fovea.Backends;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.runtime.Binding;
import dev.fovea.runtime.RunProfile;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.util.Map;

/**
 * A backend of Fovea's, in runs that are bound to their tensors.
 *
 * @param backend the backend's name
 * @param profiled whether layers are timed
 */
record FoveaEngine(String backend, boolean profiled) implements Engine {
  @Override
  public String name() {
    return "fovea " + backend;
  }

  @Override
  public LoadedSession load(Network network, int threads) {
    return new LoadedSession(network, backend, SessionOptions.DEFAULT.threads(threads), profiled);
  }

  /** An open session and what it needs. */
  static final class LoadedSession implements Loaded {
    private final Backend backend;
    private final Graph graph;
    private final Session session;
    private final Tensor input;
    private final Binding binding;

    private LoadedSession(
        Network network, String backendName, SessionOptions options, boolean profiled) {
      backend = Backends.discover().open(backendName);
      graph = OnnxImporter.read(network.model());
      session = Session.open(graph, backend, options.profile(profiled));
      input = network.readInput();
      binding = session.bind(Map.of(graph.inputs().get(0).name(), input));
    }

    @Override
    public void run() {
      binding.run();
    }

    @Override
    public float[] output() {
      return binding.results().values().iterator().next().toFloats();
    }

    /** Returns how long the layers took. */
    RunProfile profile() {
      return session.profile();
    }

    @Override
    public void close() {
      binding.close();
      input.close();
      session.close();
      graph.close();
      backend.close();
    }
  }
}
