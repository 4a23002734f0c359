package dev.fovea.runtime.internal.exec;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;

/** Copies a plain tensor, dense or not, into a dense one of the same shape and type. */
final class TensorCopy {
  private TensorCopy() {}

  static void copy(Tensor src, Tensor dst) {
    TensorDesc desc = src.desc();
    ByteBuffer from = src.bytes();
    ByteBuffer to = dst.bytes();
    int image = (int) desc.imageElements() * desc.dtype().bytes();
    int stride = (int) desc.imageStride() * desc.dtype().bytes();
    for (int n = 0; n < desc.images(); n++) {
      to.put(n * image, from, n * stride, image);
    }
  }
}
