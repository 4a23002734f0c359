package dev.fovea.backend.reference;

import dev.fovea.op.Unary;
import dev.fovea.op.Unary.Function;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Unary}: one image per task. */
final class UnaryReference implements KernelBody {
  private final Function function;

  private UnaryReference(Function function) {
    this.function = function;
  }

  static Plan plan(Unary op, List<TensorDesc> inputs, PlanOptions options) {
    ErrorModel model =
        switch (op.function()) {
          case ABS, NEG, SIGN, FLOOR, CEIL, ROUND, RECIPROCAL, SQRT, NOT, IS_NAN ->
              ErrorModel.exact();
          default -> new ErrorModel.Elementwise(1);
        };
    return Plan.of(op, inputs, options)
        .build("reference:unary:direct", model, operands -> new UnaryReference(op.function()));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int elements = (int) dst.desc().imageElements();
    for (int i = n * elements; i < (n + 1) * elements; i++) {
      int from = src.desc().position(i);
      int to = dst.desc().position(i);
      if (src.desc().dtype() == DType.INT64) {
        dst.longs().put(to, apply(src.longs().get(from)));
      } else if (function == Function.IS_NAN) {
        dst.longs().put(to, Float.isNaN(src.floats().get(from)) ? 1 : 0);
      } else {
        dst.floats().put(to, (float) apply((double) src.floats().get(from)));
      }
    }
  }

  private long apply(long x) {
    return switch (function) {
      case ABS -> x < 0 ? -x : x;
      case NEG -> -x;
      case SIGN -> x > 0 ? 1 : x < 0 ? -1 : 0;
      case NOT -> x == 0 ? 1 : 0;
      default -> throw new IllegalStateException(function + " takes no int64");
    };
  }

  private double apply(double x) {
    return switch (function) {
      case ABS -> x < 0 ? -x : x;
      case NEG -> -x;
      case SIGN -> x > 0 ? 1 : x < 0 ? -1 : x;
      case FLOOR -> Math.floor(x);
      case CEIL -> -Math.floor(-x);
      case ROUND -> Math.rint(x);
      case RECIPROCAL -> 1 / x;
      case SQRT -> Math.sqrt(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case ERF -> ErfReference.erf(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      // The function is odd; for |x| below 1 the series keeps the digits that the logarithm loses.
      case ASINH -> Math.abs(x) < 0.1 ? asinh(x) : logOfSum(x);
      case ACOSH -> Double.isInfinite(x) && x > 0 ? x : Math.log1p(x - 1 + Math.sqrt(x * x - 1));
      case ATANH -> (Math.log1p(x) - Math.log1p(-x)) / 2;
      case NOT, IS_NAN -> throw new IllegalStateException(function + " gives int64");
    };
  }

  private static double logOfSum(double x) {
    if (Double.isInfinite(x)) {
      return x;
    }
    double size = Math.abs(x);
    return Math.copySign(Math.log(size + Math.sqrt(size * size + 1)), x);
  }

  /** asinh(x) = x - 1/2 x^3/3 + 1/2 3/4 x^5/5 - 1/2 3/4 5/6 x^7/7 + ... */
  private static double asinh(double x) {
    double factor = x;
    double sum = x;
    for (int n = 1; n < 20; n++) {
      factor *= -x * x * (2 * n - 1) / (2 * n);
      sum += factor / (2 * n + 1);
    }
    return sum;
  }
}
