package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Joins tensors along one axis: dst holds src0, then src1, and so on, bit for bit.
 *
 * <p>Shapes: all srcs have the same element type, any one, the same rank and the same extents but
 * along the axis; dst's extent there is the sum of theirs. Source: ONNX Concat-13.
 *
 * @param axis the axis to join along, counted from 0
 * @param count how many tensors there are
 */
public record Concat(int axis, int count) implements Moving {

  /** Creates the operator; throws OperatorException on a negative axis or without inputs. */
  public Concat {
    require(axis >= 0, "Concat", "axis is %d; expected 0 or more", axis);
    require(count >= 1, "Concat", "count is %d; expected at least 1", count);
  }

  @Override
  public List<Port> inputs() {
    return IntStream.range(0, count).mapToObj(i -> Port.data("src" + i)).toList();
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    require(inputs.size() == count, type(), "%d inputs given; expected %d", inputs.size(), count);
    TensorDesc first = inputs.get(0);
    require(
        axis < first.shape().rank(),
        type(),
        "axis is %d; expected less than the rank of src0 %s",
        axis,
        first.shape());
    long extent = 0;
    for (int i = 0; i < count; i++) {
      TensorDesc src = inputs.get(i);
      require(
          src.dtype() == first.dtype(),
          type(),
          "src%d is %s; expected %s as src0",
          i,
          src.dtype(),
          first.dtype());
      require(
          src.shape().rank() == first.shape().rank()
              && src.shape().with(axis, 0).equals(first.shape().with(axis, 0)),
          type(),
          "src%d is %s; expected the extents of src0 %s but along axis %d",
          i,
          src.shape(),
          first.shape(),
          axis);
      extent += src.shape().dim(axis);
    }
    long[] dst = Arrays.stream(first.shape().dims()).asLongStream().toArray();
    dst[axis] = extent;
    return List.of(Checks.dst(this, first.dtype(), dst));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.concat(this, inputs, options);
  }
}
