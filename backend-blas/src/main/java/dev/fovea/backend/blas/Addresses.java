package dev.fovea.backend.blas;

import dev.fovea.tensor.Tensor;

/** Where the parts of a float32 tensor begin. */
final class Addresses {
  private Addresses() {}

  static long image(Tensor tensor, int image) {
    return Floats.element(tensor.address(), image * tensor.desc().imageStride());
  }
}
