package dev.fovea.conformance;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.LongBuffer;

/**
 * A tensor's descriptor and values on the heap, in row-major order.
 *
 * @param desc element type and shape, dense and plain
 * @param data the values if they are float32, otherwise none; not copied
 * @param longs the values if they are int64, otherwise none; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier between checks; never compared.
public record Values(TensorDesc desc, float[] data, long[] longs) {
  /** Creates values; throws IllegalArgumentException if the count is not the shape's. */
  public Values {
    int count = desc.dtype() == DType.INT64 ? longs.length : data.length;
    if (count != desc.shape().elements()) {
      throw new IllegalArgumentException(
          "Values: " + count + " values; expected " + desc.shape().elements() + " for " + desc);
    }
  }

  /** Returns float32 values of a shape. */
  public static Values of(Shape shape, float... data) {
    return new Values(TensorDesc.of(shape), data, new long[0]);
  }

  /** Returns int64 values of a shape. */
  public static Values ofLongs(Shape shape, long... longs) {
    return new Values(TensorDesc.of(DType.INT64, shape), new float[0], longs);
  }

  /** Returns the shape. */
  public Shape shape() {
    return desc.shape();
  }

  /** Returns a tensor of this type and shape, wherever it lies, once it holds the values. */
  Tensor copyTo(Tensor tensor) {
    if (desc.dtype() != DType.INT64) {
      return tensor.copyFrom(data);
    }
    LongBuffer target = tensor.longs();
    for (int i = 0; i < longs.length; i++) {
      target.put(tensor.desc().position(i), longs[i]);
    }
    return tensor;
  }

  /** Returns a new tensor with these values; the caller closes it. */
  public Tensor toTensor() {
    return copyTo(Tensor.allocate(desc));
  }
}
