package dev.fovea.spi.portable;

import dev.fovea.op.Arithmetic;
import dev.fovea.op.Arithmetic.Function;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Arithmetic} in float32 or int64; powers go through double. */
public final class PortableArithmetic {
  private PortableArithmetic() {}

  /** Plans the operator. */
  public static Plan plan(Arithmetic op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = plan.dsts().get(0);
    boolean rounded = op.function() == Function.POW && dst.dtype() == DType.FLOAT32;
    return plan.build(
        "portable:arithmetic",
        rounded ? new ErrorModel.Elementwise(1) : ErrorModel.exact(),
        operands -> body(op, inputs, dst));
  }

  private static KernelBody body(Arithmetic op, List<TensorDesc> inputs, TensorDesc dst) {
    if (inputs.get(0).dtype() != inputs.get(1).dtype()) {
      return new MixedPower(inputs, dst);
    }
    return new Pairs(inputs, dst, floats(op.function()), longs(op.function()));
  }

  private static FloatLoop floats(Function function) {
    return switch (function) {
      case SUB -> ArithmeticLoops::subtract;
      case MUL -> ArithmeticLoops::multiply;
      case DIV -> ArithmeticLoops::divide;
      case POW -> ArithmeticLoops::power;
      case MIN -> ArithmeticLoops::smaller;
      case MAX -> ArithmeticLoops::larger;
      // The record takes no float32 for MOD.
      case MOD, FMOD -> ArithmeticLoops::remainder;
    };
  }

  private static LongLoop longs(Function function) {
    return switch (function) {
      case SUB -> ArithmeticLoops::subtract;
      case MUL -> ArithmeticLoops::multiply;
      case DIV -> ArithmeticLoops::divide;
      case POW -> ArithmeticLoops::power;
      case MIN -> ArithmeticLoops::smaller;
      case MAX -> ArithmeticLoops::larger;
      case MOD -> ArithmeticLoops::modulus;
      case FMOD -> ArithmeticLoops::remainder;
    };
  }
}
