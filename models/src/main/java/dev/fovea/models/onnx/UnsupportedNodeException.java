package dev.fovea.models.onnx;

/** A mapping gives up on its node; the importer adds node and operator and goes on. */
final class UnsupportedNodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String attribute;
  private final String reason;

  UnsupportedNodeException(String reason) {
    this("", reason);
  }

  UnsupportedNodeException(String attribute, String reason) {
    super(reason);
    this.attribute = attribute;
    this.reason = reason;
  }

  String attribute() {
    return attribute;
  }

  String reason() {
    return reason;
  }
}
