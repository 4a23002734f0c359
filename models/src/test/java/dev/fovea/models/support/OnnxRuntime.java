package dev.fovea.models.support;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs models on ONNX Runtime, the second judge. */
public final class OnnxRuntime {
  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);

  private OnnxRuntime() {}

  /**
   * Runs once; the caller closes the outputs. Bool and int32 are widened to int64.
   *
   * @throws OrtException if ONNX Runtime refuses the model or fails
   */
  public static Map<String, Tensor> run(byte[] model, Map<String, Tensor> inputs)
      throws OrtException {
    return run(options -> ENVIRONMENT.createSession(model, options), inputs);
  }

  /**
   * Runs a file once, with what lies beside it; see {@link #run(byte[], Map)}.
   *
   * @throws OrtException if ONNX Runtime refuses the model or fails
   */
  public static Map<String, Tensor> run(Path model, Map<String, Tensor> inputs)
      throws OrtException {
    return run(model, inputs, OptLevel.ALL_OPT);
  }

  /**
   * Runs a file once, with what lies beside it; see {@link #run(byte[], Map)}.
   *
   * @param level how far it may be rewritten first
   * @throws OrtException if ONNX Runtime refuses the model or fails
   */
  public static Map<String, Tensor> run(Path model, Map<String, Tensor> inputs, OptLevel level)
      throws OrtException {
    return run(
        options -> {
          options.setOptimizationLevel(level);
          return ENVIRONMENT.createSession(model.toString(), options);
        },
        inputs);
  }

  /** Opens a session. */
  private interface Opener {
    OrtSession open(OrtSession.SessionOptions options) throws OrtException;
  }

  private static Map<String, Tensor> run(Opener opener, Map<String, Tensor> inputs)
      throws OrtException {
    Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        fed.put(input.getKey(), feed(input.getValue()));
      }
      try (OrtSession session = opener.open(options);
          OrtSession.Result result = session.run(fed)) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.put(output.getKey(), copy((OnnxTensor) output.getValue()));
        }
        return outputs;
      }
    } finally {
      fed.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor feed(Tensor tensor) throws OrtException {
    long[] shape = Arrays.stream(tensor.shape().dims()).asLongStream().toArray();
    return tensor.desc().dtype() == DType.FLOAT32
        ? OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(tensor.toFloats()), shape)
        : OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(tensor.toLongs()), shape);
  }

  private static Tensor copy(OnnxTensor tensor) {
    int[] dims = Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
    Shape shape = Shape.of(dims);
    int elements = (int) shape.elements();
    switch (tensor.getInfo().type) {
      case FLOAT:
        float[] floats = new float[elements];
        tensor.getFloatBuffer().get(floats);
        return Tensor.of(shape, floats);
      case INT64:
        long[] longs = new long[elements];
        tensor.getLongBuffer().get(longs);
        return Tensor.ofLongs(shape, longs);
      case INT32:
        int[] ints = new int[elements];
        tensor.getIntBuffer().get(ints);
        return Tensor.ofLongs(shape, Arrays.stream(ints).asLongStream().toArray());
      case BOOL:
        byte[] bytes = new byte[elements];
        tensor.getByteBuffer().get(bytes);
        long[] truths = new long[elements];
        Arrays.setAll(truths, i -> bytes[i]);
        return Tensor.ofLongs(shape, truths);
      default:
        throw new IllegalArgumentException("output of type " + tensor.getInfo().type);
    }
  }
}
