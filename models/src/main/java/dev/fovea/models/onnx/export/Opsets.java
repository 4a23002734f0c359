package dev.fovea.models.onnx.export;

/** Versions of ONNX's operators, and of the file format that goes with each. */
final class Opsets {
  /** What every file starts from: the oldest that knows layer normalisation. */
  static final int LOWEST = 17;

  private Opsets() {}

  /** Returns the version of the format in which ONNX released an opset. */
  static int irVersion(int opset) {
    return opset <= 18 ? 8 : opset <= 20 ? 9 : 10;
  }
}
