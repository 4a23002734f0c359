package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.fovea.models.onnx.RandomCase.Input;
import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.TestBackend;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** ONNX Runtime agrees on random single operators; the seed of each is fixed. */
class OnnxRuntimeRandomTest {
  private static final int CASES = Boolean.getBoolean("fovea.full") ? 20_000 : 2_000;
  private static final int MAX_TRIES = 100;

  private final OrtEnvironment environment =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
  private final Map<String, int[]> counts = new TreeMap<>();
  private final List<String> disagreements = new ArrayList<>();

  @Test
  void agreesOnRandomOperators() {
    for (int i = 0; i < CASES; i++) {
      String operator = RandomNodes.operator(i);
      int[] count = counts.computeIfAbsent(operator, none -> new int[3]);
      boolean judged = false;
      for (int attempt = 0; !judged && attempt < MAX_TRIES; attempt++) {
        judged = judge(operator, i * 1_000L + attempt, count);
      }
      assertThat(judged).as("a %s that both run, of %s tries", operator, MAX_TRIES).isTrue();
    }
    System.out.printf(
        "ONNX Runtime and Fovea: %d random operators, %d disagree%n", CASES, disagreements.size());
    counts.forEach(
        (operator, count) ->
            System.out.printf(
                "  %-20s %4d compared, %3d refused by ONNX Runtime, %3d by Fovea (padding only)%n",
                operator, count[0], count[1], count[2]));
    assertThat(disagreements).isEmpty();
  }

  /** Compares one case; false if one side refuses it. */
  private boolean judge(String operator, long seed, int[] count) {
    RandomCase made = RandomNodes.make(operator, seed);
    byte[] model = made.model().toByteArray();
    Map<String, Tensor> expected;
    try {
      expected = onnxRuntime(made, model);
    } catch (OrtException e) {
      count[1]++;
      return false;
    }
    try (Graph graph = OnnxImporter.read(new ByteArrayInputStream(model), operator)) {
      compare(made, seed, fovea(made, graph), expected);
    } catch (OperatorException e) {
      if (e.problem().contains("reads padding only")) {
        count[2]++;
        return false;
      }
      disagreements.add(describe(seed, made, e.toString()));
    } catch (IllegalArgumentException e) {
      disagreements.add(describe(seed, made, e.toString()));
    } finally {
      expected.values().forEach(Tensor::close);
    }
    count[0]++;
    return true;
  }

  private void compare(
      RandomCase made, long seed, Map<String, Tensor> actual, Map<String, Tensor> expected) {
    expected.forEach(
        (name, tensor) -> {
          String problem = Agreement.problem(name, actual.get(name), tensor);
          if (!problem.isEmpty()) {
            disagreements.add(describe(seed, made, problem));
          }
        });
    actual.values().forEach(Tensor::close);
  }

  private static String describe(long seed, RandomCase made, String problem) {
    return "seed " + seed + ": " + problem + "\n" + made;
  }

  private static Map<String, Tensor> fovea(RandomCase made, Graph graph) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Input input : made.inputs) {
      if (!input.constant()) {
        inputs.put(input.name(), input.tensor());
      }
    }
    try {
      return TestBackend.run(graph, inputs);
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  private Map<String, Tensor> onnxRuntime(RandomCase made, byte[] model) throws OrtException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      for (Input input : made.inputs) {
        if (!input.constant()) {
          inputs.put(input.name(), feed(input, made.type(input)));
        }
      }
      try (OrtSession session = environment.createSession(model, options);
          OrtSession.Result result = session.run(inputs)) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (String name : session.getOutputNames()) {
          Optional<OnnxValue> value = result.get(name);
          outputs.put(name, copy((OnnxTensor) value.orElseThrow()));
        }
        return outputs;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor feed(Input input, int type) throws OrtException {
    long[] shape = Arrays.stream(input.dims()).asLongStream().toArray();
    if (type == Models.BOOL) {
      ByteBuffer bools = ByteBuffer.allocateDirect(input.longs().length);
      Arrays.stream(input.longs()).forEach(value -> bools.put((byte) value));
      return OnnxTensor.createTensor(environment, bools.flip(), shape, OnnxJavaType.BOOL);
    }
    return input.floats() != null
        ? OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.floats()), shape)
        : OnnxTensor.createTensor(environment, LongBuffer.wrap(input.longs()), shape);
  }

  private static Tensor copy(OnnxTensor tensor) {
    int[] dims = Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
    FloatBuffer floats = tensor.getFloatBuffer();
    if (floats != null) {
      float[] values = new float[floats.remaining()];
      floats.get(values);
      return Tensor.of(Shape.of(dims), values);
    }
    return Tensor.ofLongs(Shape.of(dims), longs(tensor));
  }

  /** Returns the elements of an int64, int32 or bool tensor. */
  private static long[] longs(OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case BOOL -> {
        ByteBuffer bools = tensor.getByteBuffer();
        long[] values = new long[bools.remaining()];
        Arrays.setAll(values, i -> bools.get(i));
        yield values;
      }
      case INT32 -> {
        IntBuffer ints = tensor.getIntBuffer();
        long[] values = new long[ints.remaining()];
        Arrays.setAll(values, i -> ints.get(i));
        yield values;
      }
      default -> {
        LongBuffer longs = tensor.getLongBuffer();
        long[] values = new long[longs.remaining()];
        longs.get(values);
        yield values;
      }
    };
  }
}
