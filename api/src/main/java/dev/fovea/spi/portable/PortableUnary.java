package dev.fovea.spi.portable;

import dev.fovea.op.Unary;
import dev.fovea.op.Unary.Function;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Unary} in float arithmetic, or in double and rounded once. */
public final class PortableUnary implements KernelBody {
  private final Function function;

  private final Workers.Task<Call> task = this::task;

  private PortableUnary(Function function) {
    this.function = function;
  }

  /** Plans the operator. */
  public static Plan plan(Unary op, List<TensorDesc> inputs, PlanOptions options) {
    ErrorModel model =
        switch (op.function()) {
          case ABS, NEG, SIGN, FLOOR, CEIL, ROUND, RECIPROCAL, SQRT, NOT, IS_NAN ->
              ErrorModel.exact();
          default -> new ErrorModel.Elementwise(1);
        };
    return Plan.of(op, inputs, options)
        .build("portable:unary", model, operands -> new PortableUnary(op.function()));
  }

  @Override
  public void run(Call call) {
    call.workers().run(Stage.tasks(call.dsts().get(0).desc()), call, task);
  }

  private void task(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    float[] floats = Stage.floats()[0];
    long[] longs = Stage.longs()[0];
    int end = Stage.end(dst.desc(), task);
    for (int i = Stage.begin(task); i < end; i += Stage.LENGTH) {
      int count = Math.min(Stage.LENGTH, end - i);
      if (src.desc().dtype() == DType.INT64) {
        Stage.load(src, i, longs, count);
        apply(longs, count);
        Stage.store(longs, count, dst, i);
      } else if (function == Function.IS_NAN) {
        Stage.load(src, i, floats, count);
        areNan(floats, longs, count);
        Stage.store(longs, count, dst, i);
      } else {
        Stage.load(src, i, floats, count);
        apply(floats, count);
        Stage.store(floats, count, dst, i);
      }
    }
  }

  private static void areNan(float[] x, long[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.isNaN(x[i]) ? 1 : 0;
    }
  }

  private void apply(long[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] =
          switch (function) {
            case ABS -> Math.abs(x[i]);
            case NEG -> -x[i];
            case SIGN -> Long.signum(x[i]);
            case NOT -> x[i] == 0 ? 1 : 0;
            default -> throw new IllegalStateException(function + " of int64");
          };
    }
  }

  /** x = f(x), with loops of their own for the functions that cost less than a switch. */
  private void apply(float[] x, int count) {
    switch (function) {
      case ABS -> {
        for (int i = 0; i < count; i++) {
          x[i] = Math.abs(x[i]);
        }
      }
      case NEG -> {
        for (int i = 0; i < count; i++) {
          x[i] = -x[i];
        }
      }
      case RECIPROCAL -> {
        for (int i = 0; i < count; i++) {
          x[i] = 1 / x[i];
        }
      }
      case SQRT -> {
        for (int i = 0; i < count; i++) {
          x[i] = (float) Math.sqrt(x[i]);
        }
      }
      case EXP -> {
        for (int i = 0; i < count; i++) {
          x[i] = (float) Math.exp(x[i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          x[i] = (float) apply(x[i]);
        }
      }
    }
  }

  private double apply(double x) {
    return switch (function) {
      case ABS -> Math.abs(x);
      case NEG -> -x;
      case SIGN -> Math.signum(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case RECIPROCAL -> 1 / x;
      case SQRT -> Math.sqrt(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case ERF -> Erf.of(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case ASINH -> asinh(x);
      case ACOSH -> acosh(x);
      case ATANH -> Math.log1p(2 * x / (1 - x)) / 2;
      case NOT, IS_NAN -> throw new IllegalStateException(function + " is int64");
    };
  }

  /** Of the size, so that nothing cancels, and by log1p, so that small ones keep their digits. */
  private static double asinh(double x) {
    double size = Math.abs(x);
    double result = Math.log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
    return Double.isInfinite(x) ? x : Math.copySign(result, x);
  }

  private static double acosh(double x) {
    double above = x - 1;
    return Math.log1p(above + Math.sqrt(above * (above + 2)));
  }
}
