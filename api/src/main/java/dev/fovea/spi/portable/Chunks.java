package dev.fovea.spi.portable;

import dev.fovea.tensor.TensorDesc;

/** Cuts the elements of a tensor into tasks whose borders depend on the shape alone. */
final class Chunks {
  /** Small enough to balance two workers on small maps, large enough to hide the hand-over. */
  private static final int ELEMENTS = 1 << 14;

  private Chunks() {}

  static int perImage(TensorDesc desc) {
    return (int) ((desc.imageElements() + ELEMENTS - 1) / ELEMENTS);
  }

  static int count(TensorDesc desc) {
    return desc.images() * perImage(desc);
  }

  static int image(TensorDesc desc, int chunk) {
    return chunk / perImage(desc);
  }

  /** Returns the first element of a chunk inside its image. */
  static int from(TensorDesc desc, int chunk) {
    return chunk % perImage(desc) * ELEMENTS;
  }

  /** Returns the element behind the last of a chunk inside its image. */
  static int to(TensorDesc desc, int chunk) {
    return (int) Math.min(desc.imageElements(), from(desc, chunk) + (long) ELEMENTS);
  }
}
