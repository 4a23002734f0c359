package dev.fovea.models.onnx;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a node's inputs that decide its operator, as many as are there; attributes in old
 * opsets.
 *
 * @param type the operator's name, for messages
 * @param src the shape of the node's first input
 * @param places which of the tensors belongs to which of the node's inputs
 * @param tensors the values
 */
record InputValues(String type, Shape src, Map<Integer, Integer> places, List<Tensor> tensors) {

  /** Makes an operator of what the inputs say. */
  interface Maker {
    Op make(InputValues values);
  }

  /**
   * Returns an operator that inputs from {@code first} on decide.
   *
   * @throws UnsupportedNodeException if one of them is computed from data
   */
  static OpSource deferred(
      OnnxNode node, GraphContext context, String type, int first, Maker maker) {
    List<String> deciders = new ArrayList<>();
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = first; node.hasInputsFrom(i); i++) {
      if (node.hasInput(i)) {
        context.expectDecider("input " + i, node.input(i));
        places.put(i, deciders.size());
        deciders.add(node.input(i));
      }
    }
    return new OpSource.Deferred(
        type,
        deciders,
        (srcs, tensors) ->
            maker.make(
                new InputValues(
                    type, srcs.isEmpty() ? Shape.of() : srcs.get(0).shape(), places, tensors)));
  }

  boolean has(int input) {
    return places.containsKey(input);
  }

  /** Returns the values of an int64 vector; none if it is not there. */
  List<Long> longs(int input) {
    if (!has(input)) {
      return List.of();
    }
    Tensor tensor = tensor(input);
    if (tensor.desc().dtype() != DType.INT64 || tensor.shape().rank() != 1) {
      throw problem(input, tensor, "int64 of rank 1");
    }
    return Arrays.stream(tensor.toLongs()).boxed().toList();
  }

  /** Returns the values of an int64 vector as ints; none if it is not there. */
  List<Integer> ints(int input) {
    return longs(input).stream().map(Math::toIntExact).toList();
  }

  /** Returns the value of a scalar, or of a vector of one; 0 if it is not there. */
  double number(int input) {
    if (!has(input)) {
      return 0;
    }
    Tensor tensor = tensor(input);
    if (tensor.shape().elements() != 1) {
      throw problem(input, tensor, "one value");
    }
    if (tensor.desc().dtype() == DType.FLOAT32) {
      return tensor.toFloats()[0];
    }
    long value = tensor.toLongs()[0];
    if ((long) (double) value != value) {
      throw new OperatorException(
          type, "input " + input + " is " + value + "; expected an integer of at most 2^53");
    }
    return value;
  }

  /** Returns an input that {@link #has} has. */
  Tensor tensor(int input) {
    Integer place = places.get(input);
    if (place == null) {
      throw new OperatorException(type, "input " + input + " is missing; expected it");
    }
    return tensors.get(place);
  }

  private OperatorException problem(int input, Tensor tensor, String expected) {
    return new OperatorException(
        type, "input " + input + " is " + tensor.desc() + "; expected " + expected);
  }

  /**
   * Returns an axis counted from 0.
   *
   * @throws OperatorException if a value of that rank has no such axis
   */
  static int axis(String type, long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new OperatorException(
          type, "axis is " + axis + "; expected " + -rank + " to " + (rank - 1));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }
}
