package dev.fovea.spi.portable;

import dev.fovea.tensor.TensorDesc;

/**
 * One of the nested loops of a copy.
 *
 * @param extent how often it runs
 * @param src elements between two reads; images where {@code srcImages} says so
 * @param srcImages whether it walks along src's images
 * @param dst elements between two writes; images where {@code dstImages} says so
 * @param dstImages whether it walks along dst's images
 */
record CopyLoop(int extent, long src, boolean srcImages, long dst, boolean dstImages) {

  /** Returns a loop that runs once. */
  static CopyLoop once() {
    return new CopyLoop(1, 0, false, 0, false);
  }

  /** Returns this loop and the one inside it as one, if it goes on where that one ends. */
  boolean continues(CopyLoop inner) {
    return srcImages == inner.srcImages
        && dstImages == inner.dstImages
        && src == inner.src * inner.extent
        && dst == inner.dst * inner.extent;
  }

  /** Returns the one loop for this one and an inner one that it continues. */
  CopyLoop with(CopyLoop inner) {
    return new CopyLoop(extent * inner.extent, inner.src, srcImages, inner.dst, dstImages);
  }

  /** Returns elements between two reads. */
  int srcStep(TensorDesc desc) {
    return (int) (srcImages ? src * desc.imageStride() : src);
  }

  /** Returns elements between two writes. */
  int dstStep(TensorDesc desc) {
    return (int) (dstImages ? dst * desc.imageStride() : dst);
  }
}
