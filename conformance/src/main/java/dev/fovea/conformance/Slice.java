package dev.fovea.conformance;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;

/** A tensor that is a channel slice of a larger one, whose other channels hold a NaN pattern. */
final class Slice implements AutoCloseable {
  /** What a rule about slices tells whoever fails it. */
  static final String HINT =
      "NaN stands between images; reading it means the image stride was ignored. Nothing there may"
          + " be written.";

  private final Tensor whole;
  private final Tensor tensor;
  private final int firstByte;

  private Slice(Tensor whole, Tensor tensor, int firstByte) {
    this.whole = whole;
    this.tensor = tensor;
    this.firstByte = firstByte;
  }

  /**
   * Places what {@code desc} describes; the rank is 2 or more.
   *
   * @param extra how many more channels lie in front: no two tensors of a run need the same stride
   */
  static Slice of(TensorDesc desc, int extra) {
    Shape shape = desc.shape();
    int block = desc.layout().block();
    int first = block == 1 ? 3 + extra : (1 + extra) * block;
    // A slice that ends inside a block ends with its tensor: the lanes behind it are padding.
    int behind = block == 1 ? 2 : shape.dim(1) % block == 0 ? block : 0;
    TensorDesc larger =
        TensorDesc.of(desc.dtype(), shape.with(1, first + shape.dim(1) + behind), desc.layout());
    Tensor whole = Tensor.allocate(larger);
    Poison.fill(whole.bytes());
    Tensor tensor = whole.channelSlice(first, shape.dim(1));
    int perChannel = (int) shape.elements(2, shape.rank()) * desc.dtype().bytes();
    Slice slice = new Slice(whole, tensor, first * perChannel);
    slice.clear();
    return slice;
  }

  /** Zeroes the slice itself, as a fresh tensor would be. */
  private void clear() {
    ByteBuffer bytes = tensor.bytes();
    int stride = (int) tensor.desc().imageStride() * tensor.desc().dtype().bytes();
    int image = (int) tensor.desc().imageElements() * tensor.desc().dtype().bytes();
    for (int n = 0; n < tensor.desc().images(); n++) {
      bytes.put(n * stride, new byte[image]);
    }
  }

  Tensor tensor() {
    return tensor;
  }

  /** Fails if a byte outside the slice was written. */
  void requireSurroundingsIntact(String what) {
    ByteBuffer bytes = whole.bytes();
    DType type = whole.desc().dtype();
    int stride = (int) whole.desc().imageStride() * type.bytes();
    int image = (int) tensor.desc().imageElements() * type.bytes();
    for (int at = 0; at < bytes.capacity(); at += Integer.BYTES) {
      int inImage = at % stride - firstByte;
      boolean inside = inImage >= 0 && inImage < image;
      if (!inside && bytes.getInt(at) != Poison.PATTERN) {
        throw new AssertionError(
            what
                + " is a channel slice ("
                + tensor.desc()
                + ") and byte "
                + at
                + " of the tensor around it was written; expected it untouched");
      }
    }
  }

  @Override
  public void close() {
    tensor.close();
    whole.close();
  }
}
