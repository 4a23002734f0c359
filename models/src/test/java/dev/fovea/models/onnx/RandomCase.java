package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.support.Models;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A node under construction, its inputs with their values, and what describes it on failure. */
final class RandomCase {

  /** An input's values; a constant one becomes an initializer. */
  record Input(String name, int[] dims, float[] floats, long[] longs, boolean constant) {
    Tensor tensor() {
      return floats != null
          ? Tensor.of(Shape.of(dims), floats)
          : Tensor.ofLongs(Shape.of(dims), longs);
    }

    private TensorProto proto() {
      return floats != null ? Models.floats(name, dims, floats) : Models.longs(name, longs);
    }
  }

  final String operator;
  final int opset;
  final Random random;
  final List<Input> inputs = new ArrayList<>();
  private final List<String> reads = new ArrayList<>();
  private final List<AttributeProto> attributes = new ArrayList<>();
  private final Set<String> bools = new HashSet<>();
  private boolean positions;
  private int type = Models.FLOAT;
  private int parts = 1;

  RandomCase(String operator, int opset, Random random) {
    this.operator = operator;
    this.opset = opset;
    this.random = random;
  }

  /** Adds an input of values between -2 and 2; a constant one, or now and then one that is fed. */
  RandomCase input(String name, boolean mayBeConstant, int... dims) {
    return input(name, mayBeConstant && chance(60), dims, values(dims, -2, 2));
  }

  RandomCase input(String name, boolean constant, int[] dims, float[] values) {
    reads.add(name);
    inputs.add(new Input(name, dims, values, null, constant));
    return this;
  }

  RandomCase longs(String name, boolean constant, long... values) {
    reads.add(name);
    inputs.add(new Input(name, new int[] {values.length}, null, values, constant));
    return this;
  }

  /** Adds an int64 input of any shape that is fed, with values between -9 and 9. */
  RandomCase fedLongs(String name, int... dims) {
    return fedLongs(name, -9, 9, dims);
  }

  /** Adds an int64 input of any shape that is fed. */
  RandomCase fedLongs(String name, int least, int most, int[] dims) {
    reads.add(name);
    long[] values = new long[(int) Shape.of(dims).elements()];
    Arrays.setAll(values, i -> between(least, most));
    inputs.add(new Input(name, dims, null, values, false));
    return this;
  }

  /** Adds a bool input of any shape that is fed. */
  RandomCase fedBools(String name, int... dims) {
    bools.add(name);
    return fedLongs(name, 0, 1, dims);
  }

  RandomCase absentInput() {
    reads.add("");
    return this;
  }

  RandomCase with(AttributeProto attribute) {
    attributes.add(attribute);
    return this;
  }

  /** Says how many outputs there are, all of one type. */
  RandomCase outputs(int count) {
    parts = count;
    return this;
  }

  /** Says that the first output is int64. */
  RandomCase longOutput() {
    return output(Models.INT64);
  }

  /** Says of which type the first output is; float if nothing does. */
  RandomCase output(int changed) {
    type = changed;
    return this;
  }

  RandomCase secondOutput() {
    positions = true;
    return this;
  }

  float[] values(int[] dims, float from, float to) {
    float[] values = new float[(int) Shape.of(dims).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from + random.nextFloat() * (to - from);
    }
    return values;
  }

  /** Returns a number from {@code least} to {@code most}, both included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int[] dims(int rank, int most) {
    int[] dims = new int[rank];
    Arrays.setAll(dims, axis -> between(1, most));
    return dims;
  }

  NodeProto node() {
    NodeProto.Builder node =
        positions ? Models.node(operator, reads, "y", "z") : Models.node(operator, reads, "y");
    for (int i = 1; i < parts; i++) {
      node.addOutput("y" + i);
    }
    return node.addAllAttribute(attributes).build();
  }

  ModelProto model() {
    GraphProto.Builder graph = GraphProto.newBuilder().addNode(node());
    for (Input input : inputs) {
      if (input.constant()) {
        graph.addInitializer(input.proto());
      } else {
        graph.addInput(Models.value(input.name(), type(input), input.dims()));
      }
    }
    graph.addOutput(Models.unshaped("y", type));
    for (int i = 1; i < parts; i++) {
      graph.addOutput(Models.unshaped("y" + i, type));
    }
    if (positions) {
      graph.addOutput(Models.unshaped("z", Models.INT64));
    }
    return Models.model(opset, graph);
  }

  /** Returns ONNX's number for the type of an input. */
  int type(Input input) {
    if (input.floats() != null) {
      return Models.FLOAT;
    }
    return bools.contains(input.name()) ? Models.BOOL : Models.INT64;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("opset " + opset + "\n" + node());
    for (Input input : inputs) {
      text.append(input.name())
          .append(input.constant() ? " constant " : " fed ")
          .append(Arrays.toString(input.dims()))
          .append('\n');
    }
    return text.toString();
  }
}
