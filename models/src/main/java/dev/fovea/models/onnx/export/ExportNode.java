package dev.fovea.models.onnx.export;

import dev.fovea.op.Op;
import java.util.List;

/**
 * A node whose operator fits every size of the inputs.
 *
 * @param name the node's name
 * @param op its operator
 * @param inputs names of the values it reads
 * @param outputs names of all values it makes
 * @param srcs what it reads
 * @param dsts what it makes
 */
record ExportNode(
    String name,
    Op op,
    List<String> inputs,
    List<String> outputs,
    List<ValueType> srcs,
    List<ValueType> dsts) {
  ExportNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    srcs = List.copyOf(srcs);
    dsts = List.copyOf(dsts);
  }

  ValueType src() {
    return srcs.get(0);
  }

  ValueType dst() {
    return dsts.get(0);
  }

  String output() {
    return outputs.get(0);
  }
}
