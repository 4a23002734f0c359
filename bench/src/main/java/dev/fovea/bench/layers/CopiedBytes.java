package dev.fovea.bench.layers;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;

/** Copies between two tensors that are so many bytes together. */
final class CopiedBytes implements AutoCloseable {
  private final Tensor from;
  private final Tensor to;
  private final FloatBuffer source;
  private final FloatBuffer target;

  CopiedBytes(long bytes) {
    int floats = Math.max(1, Math.toIntExact(bytes / 2 / Float.BYTES));
    from = Tensor.allocate(TensorDesc.of(floats));
    to = Tensor.allocate(TensorDesc.of(floats));
    source = from.floats();
    target = to.floats();
  }

  void run() {
    target.put(0, source, 0, source.limit());
  }

  @Override
  public void close() {
    from.close();
    to.close();
  }
}
