package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a tensor into parts along one axis, the inverse of {@link Concat}: dst0 holds the first
 * indices, dst1 those behind them, and so on, bit for bit.
 *
 * <p>Shapes: src any, of any element type; the parts' extents along the axis add up to its own.
 * Source: ONNX Split-18.
 *
 * @param axis the axis to cut along, counted from 0
 * @param sizes the extent of every part; 0 is allowed
 */
public record Split(int axis, List<Integer> sizes) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException without parts or on a negative number. */
  public Split {
    sizes = List.copyOf(sizes);
    require(axis >= 0, "Split", "axis is %d; expected 0 or more", axis);
    require(
        !sizes.isEmpty() && sizes.stream().allMatch(size -> size >= 0),
        "Split",
        "sizes are %s; expected at least one, of 0 or more",
        sizes);
  }

  /**
   * Returns the operator that cuts an extent into equal parts, the last one smaller if they cannot
   * all be equal.
   *
   * @throws OperatorException if so many parts would not all start inside
   */
  public static Split equal(int axis, int extent, int parts) {
    require(parts >= 1, "Split", "parts are %d; expected at least 1", parts);
    int size = (int) (((long) extent + parts - 1) / parts);
    long last = extent - (parts - 1L) * size;
    require(
        last >= 0,
        "Split",
        "%d parts of %d asked for along axis %d of extent %d; expected as many as fit",
        parts,
        size,
        axis,
        extent);
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      sizes.add(i < parts - 1 ? size : (int) last);
    }
    return new Split(axis, sizes);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Shape src = inputs.get(0).shape();
    require(axis < src.rank(), type(), "axis is %d; expected less than the rank of %s", axis, src);
    long sum = sizes.stream().mapToLong(Integer::longValue).sum();
    require(
        sum == src.dim(axis),
        type(),
        "sizes %s add up to %d; expected %d, the extent of axis %d of %s",
        sizes,
        sum,
        src.dim(axis),
        axis,
        src);
    return sizes.stream()
        .map(size -> Checks.dst(this, inputs.get(0).dtype(), src.with(axis, size)))
        .toList();
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.split(this, inputs, options);
  }
}
