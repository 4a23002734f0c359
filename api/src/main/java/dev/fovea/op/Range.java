package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Numbers at equal distances: dst[i] = start + i delta; of float32 in double and rounded once, of
 * int64 exactly, wrapping round.
 *
 * <p>Shapes: start and delta scalars of one element type, dst a vector. Source: ONNX Range-11,
 * whose limit decides the count.
 *
 * @param count how many numbers
 */
public record Range(int count) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("start"), Port.data("delta"));

  /** Creates the operator; throws OperatorException on a negative count. */
  public Range {
    require(count >= 0, "Range", "count is %d; expected 0 or more", count);
  }

  /** Returns the operator that counts in floats from start as far as limit, which is left out. */
  public static Range between(double start, double limit, double delta) {
    requireStep(delta != 0);
    double count = Math.ceil((limit - start) / delta);
    require(
        count <= Integer.MAX_VALUE,
        "Range",
        "start is %s, limit %s and delta %s; expected less than 2^31 numbers",
        start,
        limit,
        delta);
    return new Range((int) Math.max(0, count));
  }

  /** Returns the operator that counts in integers from start as far as limit, which is left out. */
  public static Range between(long start, long limit, long delta) {
    requireStep(delta != 0);
    boolean none = delta > 0 ? start >= limit : start <= limit;
    // Unsigned, since the distance of two longs needs 64 bits.
    long distance = delta > 0 ? limit - start : start - limit;
    long pace = delta > 0 ? delta : -delta;
    long count = none ? 0 : Long.divideUnsigned(distance - 1, pace) + 1;
    require(
        count >= 0 && count <= Integer.MAX_VALUE,
        "Range",
        "start is %d, limit %d and delta %d; expected less than 2^31 numbers",
        start,
        limit,
        delta);
    return new Range((int) count);
  }

  private static void requireStep(boolean ok) {
    require(ok, "Range", "delta is 0; expected another number");
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    DType dtype = inputs.get(0).dtype();
    Checks.shape(this, "start", inputs.get(0), Shape.of());
    Checks.shape(this, "delta", inputs.get(1), Shape.of());
    require(
        inputs.get(1).dtype() == dtype,
        type(),
        "delta is %s; expected %s as start",
        inputs.get(1).dtype(),
        dtype);
    return List.of(Checks.dst(this, dtype, count));
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.range(this, inputs, options);
  }
}
