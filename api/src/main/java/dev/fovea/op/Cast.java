package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Converts to another type of numbers; types that tensors do not have are held in a wider one.
 *
 * <p>Shapes: any; the output has the input's. Source: ONNX Cast-19, whose saturate concerns no type
 * here.
 *
 * @param to the type of numbers that remain
 */
public record Cast(Target to) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Types of numbers, and the element type that holds them. */
  public enum Target {
    /** float32; int64 is rounded to the nearest, ties to even. */
    FLOAT32(DType.FLOAT32),
    /** float32 of float16's values: the nearest, ties to even, from 65520 on infinity. */
    FLOAT16(DType.FLOAT32),
    /** int64; float32 is cut towards zero, NaN to 0, and to the nearest int64. */
    INT64(DType.INT64),
    /** int64 of the lowest 32 bits of what INT64 gives, with their sign. */
    INT32(DType.INT64),
    /** 0 for 0 and -0, otherwise 1, NaN included, as int64. */
    BOOL(DType.INT64);

    private final DType dtype;

    Target(DType dtype) {
      this.dtype = dtype;
    }

    /** Returns the element type that holds these numbers. */
    public DType dtype() {
      return dtype;
    }
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Checks.number(this, inputs, 0);
    return List.of(TensorDesc.of(to.dtype(), inputs.get(0).shape()));
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
    return backend.cast(this, inputs, options);
  }

  @Override
  public String toString() {
    return "Cast to " + to;
  }
}
