package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Compares two values, element by element: dst = 1 where it is so, otherwise 0, as int64.
 *
 * <p>Shapes: a and b broadcast to each other (NumPy's rule); dst has the common shape. Both are
 * float32, or both int64; truth values are int64, and whatever is not 0 is true. NaN is neither
 * equal to, less nor greater than anything. Source: the ONNX operators named at each {@link
 * Function}.
 *
 * @param function what is asked
 */
public record Compare(Function function) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("a"), Port.data("b"));

  /** The questions. */
  public enum Function {
    /** a = b; ONNX Equal-13. */
    EQUAL,
    /** a &lt; b; ONNX Less-13. */
    LESS,
    /** a &lt;= b; ONNX LessOrEqual-16. */
    LESS_OR_EQUAL,
    /** a &gt; b; ONNX Greater-13. */
    GREATER,
    /** a &gt;= b; ONNX GreaterOrEqual-16. */
    GREATER_OR_EQUAL,
    /** a and b, both int64; ONNX And-7. */
    AND,
    /** a or b, both int64; ONNX Or-7. */
    OR,
    /** either a or b, both int64; ONNX Xor-7. */
    XOR;

    /** Tells whether truth values are asked about, not numbers. */
    public boolean isLogical() {
      return this == AND || this == OR || this == XOR;
    }
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.sameTypes(this, inputs);
    if (function.isLogical()) {
      Checks.dtype(this, inputs, 0, DType.INT64);
    }
    Shape dst = Broadcast.of(this, inputs.get(0).shape(), inputs.get(1).shape());
    return List.of(Checks.dst(this, DType.INT64, dst));
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
    return backend.compare(this, inputs, options);
  }

  @Override
  public String toString() {
    return "Compare " + function;
  }
}
