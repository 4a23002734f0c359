package dev.fovea.tensor;

/** Tells whether two tensors have an element in common, interleaved channel slices included. */
final class Overlap {
  private Overlap() {}

  static boolean of(Tensor a, Tensor b, boolean sameMemory) {
    TensorDesc aDesc = a.desc();
    TensorDesc bDesc = b.desc();
    long aStart = a.address();
    long bStart = b.address();
    if (aDesc.bytes() == 0 || bDesc.bytes() == 0) {
      return false;
    }
    if (aStart + aDesc.bytes() <= bStart || bStart + bDesc.bytes() <= aStart) {
      return false;
    }
    long stride = aDesc.imageStride() * aDesc.dtype().bytes();
    if (!sameMemory || stride == 0 || stride != bDesc.imageStride() * bDesc.dtype().bytes()) {
      return true;
    }
    // Channel slices of one tensor interleave: they are apart if they are apart inside an image.
    long aImage = aDesc.imageElements() * aDesc.dtype().bytes();
    long bImage = bDesc.imageElements() * bDesc.dtype().bytes();
    long distance = Math.floorMod(bStart - aStart, stride);
    return distance < aImage || distance + bImage > stride;
  }
}
