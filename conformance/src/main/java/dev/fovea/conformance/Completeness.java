package dev.fovea.conformance;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;

/** Looks for poison that a run should have overwritten. */
final class Completeness {
  private Completeness() {}

  /** Fails if an element is still poison, or a lane that pads a channel block is not zero. */
  static void require(Tensor tensor, String where) {
    TensorDesc desc = tensor.desc();
    ByteBuffer bytes = tensor.bytes();
    int size = desc.dtype().bytes();
    int image = (int) desc.imageElements();
    for (int n = 0; n < desc.images(); n++) {
      int start = (int) (n * desc.imageStride());
      for (int i = 0; i < image; i++) {
        int at = (start + i) * size;
        boolean poison =
            bytes.getInt(at) == Poison.PATTERN
                && (desc.dtype() != DType.INT64 || bytes.getInt(at + 4) == Poison.PATTERN);
        if (poison) {
          String place =
              desc.layout().isPlain()
                  ? Comparison.position(desc.shape(), n * image + i)
                  : "stored element " + i + " of image " + n;
          throw new AssertionError(
              where + ": element " + place + " was not written; expected all of " + desc);
        }
      }
    }
    if (!desc.layout().isPlain()) {
      requireZeroLanes(tensor, where);
    }
  }

  private static void requireZeroLanes(Tensor tensor, String where) {
    TensorDesc desc = tensor.desc();
    Shape shape = desc.shape();
    Layout layout = desc.layout();
    int stored = (shape.dim(1) + layout.block() - 1) / layout.block() * layout.block();
    for (int n = 0; n < shape.dim(0); n++) {
      for (int c = shape.dim(1); c < stored; c++) {
        for (int h = 0; h < shape.dim(2); h++) {
          for (int w = 0; w < shape.dim(3); w++) {
            float lane = tensor.floats().get(desc.offset(n, c, h, w));
            if (lane != 0) {
              throw new AssertionError(
                  where + ": padding lane " + c + " holds " + lane + "; expected zero in " + desc);
            }
          }
        }
      }
    }
  }
}
