package dev.fovea.backend.reference;

import dev.fovea.op.Arithmetic;
import dev.fovea.op.Arithmetic.Function;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.math.BigInteger;
import java.util.List;

/** {@link Arithmetic}: one image per task; int64 in {@link BigInteger}, whose low bits remain. */
final class ArithmeticReference implements KernelBody {
  private final Function function;
  private final Stretched stretchedA;
  private final Stretched stretchedB;

  private ArithmeticReference(Function function, Stretched stretchedA, Stretched stretchedB) {
    this.function = function;
    this.stretchedA = stretchedA;
    this.stretchedB = stretchedB;
  }

  static Plan plan(Arithmetic op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = plan.dsts().get(0);
    Stretched a = new Stretched(inputs.get(0).shape(), dst.shape());
    Stretched b = new Stretched(inputs.get(1).shape(), dst.shape());
    boolean power = op.function() == Function.POW && dst.dtype() == DType.FLOAT32;
    return plan.build(
        "reference:arithmetic:direct",
        power ? new ErrorModel.Elementwise(1) : ErrorModel.exact(),
        operands -> new ArithmeticReference(op.function(), a, b));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor a = call.srcs().get(0);
    Tensor b = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    int elements = (int) dst.desc().imageElements();
    for (int i = n * elements; i < (n + 1) * elements; i++) {
      int atA = a.desc().position(stretchedA.element(i));
      int atB = b.desc().position(stretchedB.element(i));
      int to = dst.desc().position(i);
      if (dst.desc().dtype() == DType.FLOAT32) {
        dst.floats().put(to, (float) apply(number(a, atA), number(b, atB)));
      } else if (b.desc().dtype() == DType.INT64) {
        dst.longs().put(to, apply(a.longs().get(atA), b.longs().get(atB)));
      } else {
        dst.longs().put(to, (long) apply(number(a, atA), number(b, atB)));
      }
    }
  }

  private static double number(Tensor tensor, int at) {
    return tensor.desc().dtype() == DType.INT64 ? tensor.longs().get(at) : tensor.floats().get(at);
  }

  private double apply(double a, double b) {
    return switch (function) {
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      // Java's pow is NaN for 1^NaN and (-1)^infinity, IEEE 754's is 1.
      case POW -> a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case FMOD -> a % b;
      case MOD -> throw new IllegalStateException(function + " takes no float32");
    };
  }

  private long apply(long first, long second) {
    BigInteger a = BigInteger.valueOf(first);
    BigInteger b = BigInteger.valueOf(second);
    boolean byZero = second == 0;
    BigInteger result =
        switch (function) {
          case SUB -> a.subtract(b);
          case MUL -> a.multiply(b);
          case DIV -> byZero ? BigInteger.ZERO : a.divide(b);
          case POW -> second < 0 ? inverse(a, b) : a.modPow(b, BigInteger.TWO.pow(Long.SIZE));
          case MIN -> a.min(b);
          case MAX -> a.max(b);
          case FMOD -> byZero ? a : a.remainder(b);
          case MOD -> byZero ? a : sameSign(a.remainder(b), b);
        };
    return result.longValue();
  }

  /** 1 / a^-b, cut towards zero: 0, but for 1 and -1. */
  private static BigInteger inverse(BigInteger a, BigInteger b) {
    if (!a.abs().equals(BigInteger.ONE)) {
      return BigInteger.ZERO;
    }
    return b.testBit(0) ? a : BigInteger.ONE;
  }

  private static BigInteger sameSign(BigInteger remainder, BigInteger b) {
    return remainder.signum() * b.signum() < 0 ? remainder.add(b) : remainder;
  }
}
