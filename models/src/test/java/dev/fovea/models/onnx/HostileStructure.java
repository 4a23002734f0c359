package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes what a model says, in a file that is well formed: it gets past the parser. */
final class HostileStructure {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    7,
    -2,
    64,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final ModelProto.Builder model;
  private final GraphProto.Builder graph;
  private final Random random;

  private HostileStructure(ModelProto model, Random random) {
    this.model = model.toBuilder();
    this.graph = this.model.getGraphBuilder();
    this.random = random;
  }

  /** Returns a changed model, or the same one if there is nothing of the kind to change. */
  static byte[] change(byte[] bytes, Random random) {
    try {
      HostileStructure structure = new HostileStructure(ModelProto.parseFrom(bytes), random);
      structure.change();
      return structure.model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private void change() {
    int nodes = graph.getNodeCount();
    NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(nodes));
    switch (random.nextInt(11)) {
      case 0, 1, 2 -> attribute(node);
      case 3 -> {
        if (node.getInputCount() > 0) {
          node.setInput(random.nextInt(node.getInputCount()), anyValue());
        }
      }
      case 4 -> node.addInput(anyValue());
      case 5 -> {
        if (node.getOutputCount() > 0) {
          node.setOutput(random.nextInt(node.getOutputCount()), anyValue());
        }
      }
      case 6 -> node.setOpType(graph.getNode(random.nextInt(nodes)).getOpType());
      case 7 -> graph.addNode(graph.getNode(random.nextInt(nodes)));
      case 8 -> model.getOpsetImportBuilder(0).setVersion(random.nextInt(24));
      case 9 -> extent();
      default -> tensor();
    }
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  /** Returns the name of a value, none, or one that nothing makes. */
  private String anyValue() {
    List<String> names = new ArrayList<>(List.of("", "nowhere"));
    graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    graph.getInputList().forEach(input -> names.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    return names.get(random.nextInt(names.size()));
  }

  private void attribute(NodeProto.Builder node) {
    if (node.getAttributeCount() == 0) {
      return;
    }
    AttributeProto.Builder attribute =
        node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
    switch (attribute.getType()) {
      case INT -> attribute.setI(number());
      case FLOAT -> attribute.setF(Float.intBitsToFloat(random.nextInt()));
      case INTS -> {
        if (attribute.getIntsCount() > 0 && random.nextBoolean()) {
          attribute.setInts(random.nextInt(attribute.getIntsCount()), number());
        } else {
          attribute.addInts(number());
        }
      }
      default -> node.removeAttribute(random.nextInt(node.getAttributeCount()));
    }
  }

  private void extent() {
    if (graph.getInputCount() > 0) {
      graph
          .getInputBuilder(random.nextInt(graph.getInputCount()))
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .getShapeBuilder()
          .addDimBuilder()
          .setDimValue(number());
    }
  }

  private void tensor() {
    if (graph.getInitializerCount() == 0) {
      return;
    }
    int index = random.nextInt(graph.getInitializerCount());
    TensorProto.Builder tensor = graph.getInitializerBuilder(index);
    switch (random.nextInt(5)) {
      case 0 -> graph.removeInitializer(index);
      case 1 -> tensor.setDataType(random.nextInt(18));
      case 2 -> tensor.addDims(number());
      case 3 -> {
        if (tensor.getInt64DataCount() > 0) {
          tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), number());
        }
      }
      default -> {
        if (tensor.getDimsCount() > 0) {
          tensor.setDims(random.nextInt(tensor.getDimsCount()), number());
        }
      }
    }
  }
}
