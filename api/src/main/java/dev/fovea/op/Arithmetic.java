package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Arithmetic of two numbers, element by element: dst = f(a, b); {@link Add} is a record of its own,
 * since it is fused behind convolutions.
 *
 * <p>Shapes: a and b broadcast to each other (NumPy's rule); dst has the common shape. Both are
 * float32, or both int64, whose results wrap around modulo 2^64; dst has a's type. {@link
 * Function#POW} alone takes an exponent of the other type. NaN gives NaN, but in {@link
 * Function#POW}.
 *
 * @param function which function
 */
public record Arithmetic(Function function) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("a"), Port.data("b"));

  /** The functions. */
  public enum Function {
    /** f(a, b) = a - b; ONNX Sub-14. */
    SUB,
    /** f(a, b) = a b; ONNX Mul-14. */
    MUL,
    /**
     * f(a, b) = a / b; ONNX Div-14. Of int64 the quotient is cut towards zero; a / 0 is 0, where
     * the hardware would trap.
     */
    DIV,
    /**
     * f(a, b) = a to the power of b; ONNX Pow-15. As IEEE 754-2019 pow has it, a^0 and 1^b are 1
     * even for NaN, and (-1)^b is 1 for infinite b. Two int64 multiply exactly, modulo 2^64, and a
     * negative exponent gives 1 / a^-b cut towards zero (0^b: 0). An int64 base with a float32
     * exponent is computed in float64 and cut towards zero, NaN to 0, and to the nearest int64.
     */
    POW,
    /** f(a, b) = the smaller one; ONNX Min-13. */
    MIN,
    /** f(a, b) = the larger one; ONNX Max-13. */
    MAX,
    /**
     * f(a, b) = a - b floor(a / b), with the sign of b, of int64 only; a mod 0 is a. ONNX Mod-13.
     */
    MOD,
    /**
     * f(a, b) = a - b trunc(a / b), exactly, with the sign of a; of int64 a mod 0 is a. ONNX Mod-13
     * with fmod = 1.
     */
    FMOD
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    if (function == Function.POW) {
      Checks.count(this, inputs);
      Checks.number(this, inputs, 1);
    } else {
      Checks.sameTypes(this, inputs);
    }
    DType type = Checks.number(this, inputs, 0);
    if (function == Function.MOD) {
      Checks.dtype(this, inputs, 0, DType.INT64);
    }
    Shape dst = Broadcast.of(this, inputs.get(0).shape(), inputs.get(1).shape());
    return List.of(Checks.dst(this, type, dst));
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
    return backend.arithmetic(this, inputs, options);
  }

  @Override
  public String toString() {
    return "Arithmetic " + function;
  }
}
