package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A node of the file: typed access to its attributes, each of which must be read or ignored on
 * purpose.
 */
final class OnnxNode {
  private final String name;
  private final String operator;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();
  private final Set<String> read = new TreeSet<>();

  /**
   * Wraps a node.
   *
   * @param name unique in its graph
   * @param inputs the values it reads, aliases resolved
   */
  OnnxNode(NodeProto proto, String name, List<String> inputs) {
    this.name = name;
    this.operator = proto.getOpType();
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(proto.getOutputList());
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attributes.put(attribute.getName(), attribute) != null) {
        throw new UnsupportedNodeException(attribute.getName(), "is given twice; expected once");
      }
    }
  }

  String name() {
    return name;
  }

  String operator() {
    return operator;
  }

  /** Checks how many inputs there are; optional ones may be left empty. */
  void expectInputs(int least, int most) {
    int given = inputs.size();
    if (given > most) {
      throw new UnsupportedNodeException(given + " inputs given; expected at most " + most);
    }
    for (int i = 0; i < least; i++) {
      if (!hasInput(i)) {
        throw new UnsupportedNodeException("input " + i + " is missing; expected " + least);
      }
    }
  }

  boolean hasInput(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty();
  }

  /** Tells whether inputs from {@code first} on are listed, nameless ones included. */
  boolean hasInputsFrom(int first) {
    return first < inputs.size();
  }

  /** Returns an input that {@link #hasInput} has. */
  String input(int index) {
    return inputs.get(index);
  }

  /** Returns the inputs present; mappings whose optional inputs all stand last use it. */
  List<String> presentInputs() {
    return inputs.stream().filter(input -> !input.isEmpty()).toList();
  }

  /** Returns the first output. */
  String output() {
    if (outputs.isEmpty() || outputs.get(0).isEmpty()) {
      throw new UnsupportedNodeException("the first output has no name; expected one");
    }
    return outputs.get(0);
  }

  /** Returns an output's name, or an empty one if it is not there. */
  String output(int index) {
    return index < outputs.size() ? outputs.get(index) : "";
  }

  /** Returns how many outputs are listed, nameless ones included. */
  int outputCount() {
    return outputs.size();
  }

  /** Refuses outputs from {@code count} on, unless they are left empty. */
  void expectOutputs(int count) {
    for (int i = count; i < outputs.size(); i++) {
      if (!outputs.get(i).isEmpty()) {
        throw new UnsupportedNodeException(
            "output " + i + " (" + outputs.get(i) + ") is asked for; expected " + count);
      }
    }
  }

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  /** Marks attributes that change nothing here. */
  void ignore(String... names) {
    read.addAll(Arrays.asList(names));
  }

  long integer(String attribute, long absent) {
    AttributeProto found = find(attribute, AttributeType.INT);
    return found == null ? absent : found.getI();
  }

  /** Reads an attribute that is 0 or 1. */
  boolean flag(String attribute, boolean absent) {
    long value = integer(attribute, absent ? 1 : 0);
    if (value != 0 && value != 1) {
      throw new UnsupportedNodeException(attribute, "is " + value + "; expected 0 or 1");
    }
    return value == 1;
  }

  /** Reads an integer that fits an int. */
  int count(String attribute, int absent) {
    return narrow(attribute, integer(attribute, absent));
  }

  float number(String attribute, float absent) {
    AttributeProto found = find(attribute, AttributeType.FLOAT);
    return found == null ? absent : found.getF();
  }

  String text(String attribute, String absent) {
    AttributeProto found = find(attribute, AttributeType.STRING);
    return found == null ? absent : found.getS().toStringUtf8();
  }

  int @Nullable [] ints(String attribute) {
    AttributeProto found = find(attribute, AttributeType.INTS);
    if (found == null) {
      return null;
    }
    int[] values = new int[found.getIntsCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = narrow(attribute, found.getInts(i));
    }
    return values;
  }

  List<Float> floats(String attribute) {
    AttributeProto found = find(attribute, AttributeType.FLOATS);
    return found == null ? List.of() : found.getFloatsList();
  }

  List<Long> longs(String attribute) {
    AttributeProto found = find(attribute, AttributeType.INTS);
    return found == null ? List.of() : found.getIntsList();
  }

  @Nullable TensorProto tensor(String attribute) {
    AttributeProto found = find(attribute, AttributeType.TENSOR);
    return found == null ? null : found.getT();
  }

  /** Refuses what no reader asked for: to drop it silently could change the result. */
  void expectAllRead() {
    for (String attribute : attributes.keySet()) {
      if (!read.contains(attribute)) {
        throw new UnsupportedNodeException(
            attribute, "is not an attribute of " + operator + " that is known; expected " + read);
      }
    }
  }

  private @Nullable AttributeProto find(String attribute, AttributeType type) {
    read.add(attribute);
    AttributeProto found = attributes.get(attribute);
    if (found == null) {
      return null;
    }
    // Files of IR version 1 leave the type out.
    boolean untyped = found.getType() == AttributeType.UNDEFINED;
    if ((!untyped && found.getType() != type) || !found.getRefAttrName().isEmpty()) {
      throw new UnsupportedNodeException(
          attribute, "is of type " + found.getType() + "; expected " + type);
    }
    return found;
  }

  private static int narrow(String attribute, long value) {
    if (value != (int) value) {
      throw new UnsupportedNodeException(
          attribute, "is or holds " + value + "; expected less than 2^31");
    }
    return (int) value;
  }
}
