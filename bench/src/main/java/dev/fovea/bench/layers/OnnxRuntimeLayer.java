package dev.fovea.bench.layers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.bench.jmh.OperatorRig;
import dev.fovea.conformance.Problem;
import dev.fovea.op.Port;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One layer on ONNX Runtime, timed by its own profile: kernels alone, without the reorders at the
 * borders of a model that is one layer long. The profile counts whole microseconds.
 */
final class OnnxRuntimeLayer implements AutoCloseable {
  private static final Set<String> REORDERS = Set.of("ReorderInput", "ReorderOutput");

  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();

  /**
   * Loads.
   *
   * @param folder for the model and the profile
   */
  OnnxRuntimeLayer(Problem problem, Path folder, int threads) throws OrtException {
    Path file = folder.resolve("layer.onnx");
    LayerModel.write(problem, file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.enableProfiling(folder.resolve("profile").toString());
      session = environment.createSession(file.toString(), options);
    }
    List<Port> ports = problem.op().inputs();
    for (int i = 0; i < ports.size(); i++) {
      String name = ports.get(i).name();
      if (session.getInputNames().contains(name)) {
        int[] dims = problem.inputs().get(i).shape().dims();
        FloatBuffer values = direct(OperatorRig.values(problem, i));
        long[] shape = Arrays.stream(dims).asLongStream().toArray();
        inputs.put(name, OnnxTensor.createTensor(environment, values, shape));
      }
    }
  }

  private static FloatBuffer direct(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(values.length, Float.BYTES));
    return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().put(values).flip();
  }

  void run() throws OrtException {
    session.run(inputs).close();
  }

  float[] output() throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[values.remaining()];
      values.get(copy);
      return copy;
    }
  }

  /** Ends the profile and returns the microseconds of the fastest run of each kernel, together. */
  double leastMicros() throws OrtException, IOException {
    JsonNode events = new ObjectMapper().readTree(Path.of(session.endProfiling()).toFile());
    Map<String, Double> least = new HashMap<>();
    for (JsonNode event : events) {
      String name = event.path("name").asText();
      String op = event.path("args").path("op_name").asText();
      if (name.endsWith("_kernel_time")
          && !REORDERS.contains(op)
          && !name.startsWith(LayerModel.RESIDUAL_SOURCE)) {
        least.merge(name, event.path("dur").asDouble(), Math::min);
      }
    }
    return least.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
