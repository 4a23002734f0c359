package dev.fovea.backend.simd;

import dev.fovea.tensor.Tensor;

/** Where the parts of a float32 tensor begin. */
final class Addresses {
  private Addresses() {}

  static long image(Tensor tensor, int image) {
    return tensor.address() + image * tensor.desc().imageStride() * Float.BYTES;
  }
}
