package dev.fovea.bench.tensorflow;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/**
 * Strides, dilations and padding of a node, in TensorFlow's order.
 *
 * @param strides for batch, height, width, channels
 * @param dilations likewise
 * @param pads top, left, bottom, right
 */
record Windows(List<Long> strides, List<Long> dilations, List<Long> pads) {
  static Windows of(NodeProto node) {
    AttributeProto auto = OnnxParts.attribute(node, "auto_pad");
    if (auto != null && !List.of("NOTSET", "VALID").contains(auto.getS().toStringUtf8())) {
      throw new UnsupportedOperationException("auto_pad is " + auto.getS().toStringUtf8());
    }
    List<Long> strides = OnnxParts.numbers(node, "strides", List.of(1L, 1L));
    List<Long> dilations = OnnxParts.numbers(node, "dilations", List.of(1L, 1L));
    return new Windows(
        List.of(1L, strides.get(0), strides.get(1), 1L),
        List.of(1L, dilations.get(0), dilations.get(1), 1L),
        OnnxParts.numbers(node, "pads", List.of(0L, 0L, 0L, 0L)));
  }

  boolean isPadded() {
    return pads.stream().anyMatch(pad -> pad != 0);
  }

  /** Returns the padding as the attribute of a convolution: before and after for each axis. */
  List<Long> explicit() {
    return List.of(0L, 0L, pads.get(0), pads.get(2), pads.get(1), pads.get(3), 0L, 0L);
  }

  /**
   * Returns the padding as the operand of Pad, more of it behind if a last window may stick out.
   */
  int[] operand(boolean ceil) {
    int[] operand = explicit().stream().mapToInt(Math::toIntExact).toArray();
    if (ceil) {
      operand[3] += Math.toIntExact(strides.get(1)) - 1;
      operand[5] += Math.toIntExact(strides.get(2)) - 1;
    }
    return operand;
  }
}
