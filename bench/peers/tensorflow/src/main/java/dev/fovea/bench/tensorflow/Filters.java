package dev.fovea.bench.tensorflow;

/** Turns the axes of weights from ONNX's order to TensorFlow's. */
final class Filters {
  private Filters() {}

  /** [oc, ic, h, w] to [h, w, ic, oc]. */
  static float[] channelsLast(float[] weights, int[] dims) {
    float[] turned = new float[weights.length];
    int area = dims[2] * dims[3];
    for (int oc = 0; oc < dims[0]; oc++) {
      for (int ic = 0; ic < dims[1]; ic++) {
        for (int i = 0; i < area; i++) {
          turned[(i * dims[1] + ic) * dims[0] + oc] = weights[(oc * dims[1] + ic) * area + i];
        }
      }
    }
    return turned;
  }

  /** [groups x multiplier, 1, h, w] to [h, w, groups, multiplier]. */
  static float[] spatialFirst(float[] weights, int[] dims) {
    float[] turned = new float[weights.length];
    int area = dims[2] * dims[3];
    for (int oc = 0; oc < dims[0]; oc++) {
      for (int i = 0; i < area; i++) {
        turned[i * dims[0] + oc] = weights[oc * area + i];
      }
    }
    return turned;
  }
}
