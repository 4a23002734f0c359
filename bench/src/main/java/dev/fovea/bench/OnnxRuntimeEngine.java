package dev.fovea.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime with all of its optimisations, on the CPU.
 *
 * @param profile where to write its profile, as a prefix of the file's name; null for none
 */
record OnnxRuntimeEngine(@Nullable Path profile) implements Engine {
  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public Loaded load(Network network, int threads) {
    try (Tensor input = network.readInput()) {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        if (profile != null) {
          options.enableProfiling(profile.toString());
        }
        OrtSession session = environment.createSession(network.model().toString(), options);
        return new LoadedModel(session, tensor(environment, input));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot load " + network.model(), e);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor input) throws OrtException {
    FloatBuffer values =
        ByteBuffer.allocateDirect(Math.toIntExact(input.desc().bytes()))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    values.put(input.toFloats()).flip();
    return OnnxTensor.createTensor(environment, values, dims(input.shape()));
  }

  private static long[] dims(Shape shape) {
    return Arrays.stream(shape.dims()).asLongStream().toArray();
  }

  private static final class LoadedModel implements Loaded {
    private final OrtSession session;
    private final OnnxTensor input;
    private final Map<String, OnnxTensor> inputs;

    LoadedModel(OrtSession session, OnnxTensor input) {
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
