package dev.fovea.models.onnx.export;

import dev.fovea.op.Op;

/** Writes one kind of operator as ONNX nodes. */
@FunctionalInterface
interface OperatorWriter<T extends Op> {
  /**
   * Writes a node. What it needs of the file's opset it says with {@link ExportContext#require}.
   *
   * @throws UnwritableNodeException if ONNX has no way to say it
   */
  void write(T op, ExportNode node, ExportContext out);
}
