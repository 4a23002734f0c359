package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An elementwise function of mathematics or logic: dst = f(src). What networks use as activations,
 * and a backend may fuse, is an {@link Activation}.
 *
 * <p>Shapes: any; the output has the input's. src is float32 where {@link Function} says nothing
 * else, and NaN gives NaN. Outside its domain a function is NaN, and at a pole infinite. Source:
 * the ONNX operators of the same names.
 *
 * @param function which function
 */
public record Unary(Function function) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** The functions. */
  public enum Function {
    /** f(x) = |x|, also of int64, where |-2^63| wraps around to -2^63. */
    ABS,
    /** f(x) = -x, also of int64. */
    NEG,
    /** f(x) = -1, 0 or 1 as x is below, at or above 0; also of int64. */
    SIGN,
    /** f(x) = the largest integer that is not above x. */
    FLOOR,
    /** f(x) = the smallest integer that is not below x. */
    CEIL,
    /** f(x) = the nearest integer, the even one of two. */
    ROUND,
    /** f(x) = 1 / x. */
    RECIPROCAL,
    /** f(x) = the square root. */
    SQRT,
    /** f(x) = e^x. */
    EXP,
    /** f(x) = ln(x). */
    LOG,
    /** f(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
    ERF,
    /** f(x) = sin(x). */
    SIN,
    /** f(x) = cos(x). */
    COS,
    /** f(x) = tan(x). */
    TAN,
    /** f(x) = arcsin(x). */
    ASIN,
    /** f(x) = arccos(x). */
    ACOS,
    /** f(x) = arctan(x). */
    ATAN,
    /** f(x) = (e^x - e^-x) / 2. */
    SINH,
    /** f(x) = (e^x + e^-x) / 2. */
    COSH,
    /** f(x) = ln(x + sqrt(x^2 + 1)). */
    ASINH,
    /** f(x) = ln(x + sqrt(x^2 - 1)). */
    ACOSH,
    /** f(x) = ln((1 + x) / (1 - x)) / 2. */
    ATANH,
    /** f(x) = 1 for 0, otherwise 0: of int64, as int64. */
    NOT,
    /** f(x) = 1 for NaN, otherwise 0, as int64. */
    IS_NAN
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    DType dst =
        switch (function) {
          case ABS, NEG, SIGN -> Checks.number(this, inputs, 0);
          case NOT -> {
            Checks.dtype(this, inputs, 0, DType.INT64);
            yield DType.INT64;
          }
          case IS_NAN -> {
            Checks.dtype(this, inputs, 0, DType.FLOAT32);
            yield DType.INT64;
          }
          default -> {
            Checks.dtype(this, inputs, 0, DType.FLOAT32);
            yield DType.FLOAT32;
          }
        };
    return List.of(TensorDesc.of(dst, inputs.get(0).shape()));
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
    return backend.unary(this, inputs, options);
  }

  @Override
  public String toString() {
    return "Unary " + function;
  }
}
