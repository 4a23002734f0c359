package dev.fovea.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime with all of its optimisations, on the CPU. */
public final class OnnxRuntimeEngine implements Engine {
  /** Creates the engine; there is one variant only. */
  public OnnxRuntimeEngine(String variant) {
    if (!variant.isEmpty()) {
      throw new IllegalArgumentException("variant is '" + variant + "'; expected none");
    }
  }

  @Override
  public Loaded load(Task task) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(task.threads());
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      OrtSession session = environment.createSession(task.model().toString(), options);
      return new LoadedModel(
          environment.getVersion(),
          session,
          OnnxTensor.createTensor(environment, task.input().duplicate(), task.longs()));
    }
  }

  private static final class LoadedModel implements Loaded {
    private final String version;
    private final OrtSession session;
    private final OnnxTensor input;
    private final Map<String, OnnxTensor> inputs;

    LoadedModel(String version, OrtSession session, OnnxTensor input) {
      this.version = version;
      this.session = session;
      this.input = input;
      this.inputs = Map.of(session.getInputNames().iterator().next(), input);
    }

    @Override
    public void run() {
      try {
        session.run(inputs).close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime cannot run", e);
      }
    }

    @Override
    public float[] output() {
      try (OrtSession.Result result = session.run(inputs)) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime cannot run", e);
      }
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public void close() {
      try {
        input.close();
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime cannot close", e);
      }
    }
  }
}
