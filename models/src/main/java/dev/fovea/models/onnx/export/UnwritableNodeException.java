package dev.fovea.models.onnx.export;

/** A node that ONNX has no way to say; {@link OnnxExport} reports it with all others. */
final class UnwritableNodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnwritableNodeException(String reason) {
    super(reason);
  }
}
