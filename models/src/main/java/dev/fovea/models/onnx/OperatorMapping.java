package dev.fovea.models.onnx;

/** Turns one ONNX operator into nodes, constants or aliases. */
@FunctionalInterface
interface OperatorMapping {
  /**
   * Maps a node.
   *
   * @throws UnsupportedNodeException if the node cannot be mapped
   */
  void map(OnnxNode node, GraphContext context);
}
