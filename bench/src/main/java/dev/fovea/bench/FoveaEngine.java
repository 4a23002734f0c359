package dev.fovea.bench;

import dev.fovea.BackendReport.Row;
import dev.fovea.Backends;
import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.runtime.Binding;
import dev.fovea.runtime.RunProfile;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;

/** A backend of Fovea's, in runs that are bound to their tensors. */
public final class FoveaEngine implements Engine {
  private final String backend;
  private final boolean profiled;

  /** Creates an engine of the backend of that name. */
  public FoveaEngine(String backend) {
    this(backend, false);
  }

  /**
   * Creates an engine.
   *
   * @param backend the backend's name
   * @param profiled whether layers are timed
   */
  FoveaEngine(String backend, boolean profiled) {
    this.backend = backend;
    this.profiled = profiled;
  }

  @Override
  public Loaded load(Task task) {
    return new LoadedSession(
        task, backend, SessionOptions.DEFAULT.threads(task.threads()).profile(profiled));
  }

  /** An open session and what it needs. */
  static final class LoadedSession implements Loaded {
    private final Backend backend;
    private final Graph graph;
    private final Session session;
    private final Tensor input;
    private final Binding binding;

    private LoadedSession(Task task, String backendName, SessionOptions options) {
      backend = Backends.discover().open(backendName);
      graph = OnnxImporter.read(task.model());
      session = Session.open(graph, backend, options);
      input = Tensor.of(Shape.of(task.ints()), task.values());
      binding = session.bind(Map.of(graph.inputs().get(0).name(), input));
    }

    @Override
    public void run() {
      binding.run();
    }

    @Override
    public float[] output() {
      binding.run();
      return binding.results().values().iterator().next().toFloats();
    }

    @Override
    public String version() {
      return Backends.discover().report().rows().stream()
          .filter(row -> row.name().equals(backend.name()))
          .map(LoadedSession::facts)
          .findFirst()
          .orElse("");
    }

    private static String facts(Row row) {
      return row.facts().isEmpty() ? "" : new TreeMap<>(row.facts()).toString();
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
