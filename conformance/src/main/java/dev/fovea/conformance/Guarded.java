package dev.fovea.conformance;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;

/** A tensor inside larger memory; a pattern stands on both sides and between images. */
final class Guarded implements AutoCloseable {
  private static final int GUARD = 4 * Tensor.ALIGNMENT;
  private static final int PATTERN = 0x7fc5a5a5;

  private final Tensor whole;
  private final Tensor tensor;
  private final int bytes;

  private Guarded(TensorDesc desc, int bytes) {
    this.bytes = bytes;
    int rounded = (int) desc.bytes();
    whole = Tensor.allocate(TensorDesc.of((2 * GUARD + rounded) / Float.BYTES));
    Poison.fill(whole.bytes(), PATTERN);
    tensor = whole.view(desc, GUARD);
  }

  /** Returns guarded memory for a tensor; its images hold {@code fill}. */
  static Guarded of(TensorDesc desc, int fill) {
    Guarded guarded = new Guarded(desc, (int) desc.bytes());
    guarded.fillImages(fill);
    return guarded;
  }

  /** Returns a guarded copy of a tensor. */
  static Guarded copyOf(Tensor source) {
    Guarded guarded = of(source.desc(), 0);
    copyImages(source, guarded.tensor);
    return guarded;
  }

  /** Returns scratch memory of exactly this size, holding {@code fill}. */
  static Guarded scratch(long bytes, int fill) {
    int floats = Math.toIntExact((bytes + Float.BYTES - 1) / Float.BYTES);
    Guarded guarded =
        new Guarded(TensorDesc.of(DType.FLOAT32, TensorDesc.of(floats).shape()), (int) bytes);
    guarded.fillImages(fill);
    ByteBuffer all = guarded.whole.bytes();
    for (int at = GUARD + (int) bytes; at < GUARD + floats * Float.BYTES; at++) {
      all.put(at, patternByte(at));
    }
    return guarded;
  }

  private void fillImages(int fill) {
    ByteBuffer data = tensor.bytes();
    int stride = stride();
    int image = image();
    for (int n = 0; n < images(); n++) {
      Poison.fill(data.slice(n * stride, image).order(data.order()), fill);
    }
  }

  Tensor tensor() {
    return tensor;
  }

  /** Copies between tensors of one descriptor, gaps between images left alone. */
  static void copyImages(Tensor from, Tensor to) {
    TensorDesc desc = from.desc();
    int image = (int) desc.imageElements() * desc.dtype().bytes();
    int fromStride = (int) desc.imageStride() * desc.dtype().bytes();
    int toStride = (int) to.desc().imageStride() * desc.dtype().bytes();
    ByteBuffer source = from.bytes();
    ByteBuffer target = to.bytes();
    for (int n = 0; n < desc.images(); n++) {
      target.put(n * toStride, source, n * fromStride, image);
    }
  }

  /** Fails if a byte on either side, or between images, was written. */
  void requireIntact(String what) {
    ByteBuffer all = whole.bytes();
    int stride = stride();
    int image = image();
    for (int at = 0; at < all.capacity(); at++) {
      int inside = at - GUARD;
      boolean data = inside >= 0 && inside < bytes && (stride == 0 || inside % stride < image);
      if (!data && all.get(at) != patternByte(at)) {
        throw new AssertionError(
            what
                + ": byte "
                + inside
                + " was written; expected bytes 0 to "
                + (bytes - 1)
                + " only"
                + (inside >= 0 && inside < bytes ? ", less the gaps between images" : ""));
      }
    }
  }

  private int images() {
    return tensor.desc().images();
  }

  private int image() {
    return (int) tensor.desc().imageElements() * tensor.desc().dtype().bytes();
  }

  private int stride() {
    return tensor.desc().isDense()
        ? image()
        : (int) tensor.desc().imageStride() * tensor.desc().dtype().bytes();
  }

  private static byte patternByte(int at) {
    int shift =
        java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN ? at % 4 : 3 - at % 4;
    return (byte) (PATTERN >>> (8 * shift));
  }

  @Override
  public void close() {
    tensor.close();
    whole.close();
  }
}
