package dev.fovea.bench.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes and constants of an ONNX file. */
final class OnnxParts {
  private final Map<String, TensorProto> constants = new HashMap<>();

  void constant(String name, TensorProto tensor) {
    constants.put(name, tensor);
  }

  boolean isConstant(String name) {
    return constants.containsKey(name);
  }

  private TensorProto tensor(String name) {
    TensorProto tensor = constants.get(name);
    if (tensor == null) {
      throw new UnsupportedOperationException(name + " is computed; expected a constant");
    }
    return tensor;
  }

  int[] dims(String name) {
    return tensor(name).getDimsList().stream().mapToInt(Math::toIntExact).toArray();
  }

  float[] floats(String name) {
    TensorProto tensor = tensor(name);
    if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
      throw new UnsupportedOperationException(name + " is no float32 tensor");
    }
    if (tensor.getRawData().isEmpty()) {
      float[] values = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
      return values;
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[raw.remaining() / Float.BYTES];
    raw.asFloatBuffer().get(values);
    return values;
  }

  int[] ints(String name) {
    TensorProto tensor = tensor(name);
    if (tensor.getRawData().isEmpty()) {
      return tensor.getInt64DataList().stream().mapToInt(Math::toIntExact).toArray();
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int[] values = new int[raw.remaining() / Long.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          Math.toIntExact(Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, raw.getLong())));
    }
    return values;
  }

  static @Nullable AttributeProto attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  static long number(NodeProto node, String name, long otherwise) {
    AttributeProto attribute = attribute(node, name);
    return attribute == null ? otherwise : attribute.getI();
  }

  static String text(NodeProto node, String name, String otherwise) {
    AttributeProto attribute = attribute(node, name);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  static float real(NodeProto node, String name, float otherwise) {
    AttributeProto attribute = attribute(node, name);
    return attribute == null ? otherwise : attribute.getF();
  }

  static List<Long> numbers(NodeProto node, String name, List<Long> otherwise) {
    AttributeProto attribute = attribute(node, name);
    return attribute == null ? otherwise : attribute.getIntsList();
  }
}
