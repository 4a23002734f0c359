package dev.fovea.tensor;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Copies between a tensor of any layout and stride and plain row-major values. */
final class TensorCopies {
  private TensorCopies() {}

  static float[] toFloats(Tensor tensor) {
    TensorDesc desc = tensor.desc();
    if (desc.dtype() == DType.FLOAT16) {
      try (Tensor wide = Float16.widen(tensor)) {
        return toFloats(wide);
      }
    }
    FloatBuffer source = tensor.floats();
    float[] values = new float[Math.toIntExact(desc.shape().elements())];
    if (desc.layout().isPlain()) {
      int image = (int) desc.imageElements();
      for (int n = 0; n < desc.images(); n++) {
        source.get((int) (n * desc.imageStride()), values, n * image, image);
      }
      return values;
    }
    Shape shape = desc.shape();
    int i = 0;
    for (int n = 0; n < shape.dim(0); n++) {
      for (int c = 0; c < shape.dim(1); c++) {
        for (int h = 0; h < shape.dim(2); h++) {
          for (int w = 0; w < shape.dim(3); w++) {
            values[i++] = source.get(desc.offset(n, c, h, w));
          }
        }
      }
    }
    return values;
  }

  static long[] toLongs(Tensor tensor) {
    TensorDesc desc = tensor.desc();
    LongBuffer source = tensor.longs();
    long[] values = new long[Math.toIntExact(desc.shape().elements())];
    int image = (int) desc.imageElements();
    for (int n = 0; n < desc.images(); n++) {
      source.get((int) (n * desc.imageStride()), values, n * image, image);
    }
    return values;
  }

  static void fromFloats(FloatBuffer values, Tensor tensor) {
    TensorDesc desc = tensor.desc();
    if (values.remaining() != desc.shape().elements()) {
      throw new IllegalArgumentException(
          "Tensor: "
              + values.remaining()
              + " values given; expected "
              + desc.shape().elements()
              + " for "
              + desc.shape());
    }
    FloatBuffer target = tensor.floats();
    int first = values.position();
    if (desc.layout().isPlain()) {
      int image = (int) desc.imageElements();
      for (int n = 0; n < desc.images(); n++) {
        target.put((int) (n * desc.imageStride()), values, first + n * image, image);
      }
      return;
    }
    Shape shape = desc.shape();
    int block = desc.layout().block();
    int paddedChannels = (shape.dim(1) + block - 1) / block * block;
    int i = first;
    for (int n = 0; n < shape.dim(0); n++) {
      for (int c = 0; c < paddedChannels; c++) {
        for (int h = 0; h < shape.dim(2); h++) {
          for (int w = 0; w < shape.dim(3); w++) {
            target.put(desc.offset(n, c, h, w), c < shape.dim(1) ? values.get(i++) : 0f);
          }
        }
      }
    }
  }
}
