package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.fovea.op.Size2d;
import java.util.List;

/**
 * An ONNX node in the making; it joins the file with {@link #add}, {@link #makes} or {@link #made}.
 */
final class Step {
  private final ExportContext context;
  private final NodeProto.Builder proto = NodeProto.newBuilder();

  Step(ExportContext context, String name, String operator) {
    this.context = context;
    proto.setName(name).setOpType(operator);
  }

  /** Adds an input; an empty name leaves out an optional one. */
  Step input(String value) {
    proto.addInput(value);
    return this;
  }

  Step inputs(List<String> values) {
    proto.addAllInput(values);
    return this;
  }

  Step ints(String attribute, List<Integer> values) {
    AttributeProto.Builder made = attribute(attribute, AttributeType.INTS);
    values.forEach(made::addInts);
    return with(made);
  }

  Step ints(String attribute, Size2d size) {
    return ints(attribute, List.of(size.h(), size.w()));
  }

  Step integer(String attribute, long value) {
    return with(attribute(attribute, AttributeType.INT).setI(value));
  }

  Step flag(String attribute, boolean value) {
    return integer(attribute, value ? 1 : 0);
  }

  Step number(String attribute, float value) {
    return with(attribute(attribute, AttributeType.FLOAT).setF(value));
  }

  Step text(String attribute, String value) {
    return with(attribute(attribute, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)));
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private Step with(AttributeProto.Builder attribute) {
    proto.addAttribute(attribute);
    return this;
  }

  /** Adds an output of a type. */
  Step output(String value, DataType type) {
    proto.addOutput(value);
    context.setType(value, type);
    return this;
  }

  /** Puts the node into the file. */
  void add() {
    context.add(proto.build());
  }

  /** Puts the node into the file; it makes all that a node of the graph makes. */
  void makes(ExportNode node) {
    for (int i = 0; i < node.outputs().size(); i++) {
      output(node.outputs().get(i), ExportContext.held(node.dsts().get(i).dtype()));
    }
    add();
  }

  /** Puts the node into the file and returns the name of what it makes, which is new. */
  String made(DataType type) {
    String value = context.fresh(proto.getName());
    output(value, type).add();
    return value;
  }
}
