package dev.fovea.spi.portable;

import dev.fovea.op.Reduce;
import dev.fovea.op.Reduce.Kind;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link Reduce} on float32: some outputs per task, each of them folded in double over its values
 * in the order of memory.
 */
public final class PortableReduce implements KernelBody {
  private final Kind kind;
  private final ReductionWalk walk;
  private final long terms;

  private final Workers.Task<Call> task = this::chunk;

  private PortableReduce(Kind kind, ReductionWalk walk, long terms) {
    this.kind = kind;
    this.walk = walk;
    this.terms = terms;
  }

  /** Plans the operator. */
  public static Plan plan(Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc src = inputs.get(0);
    Shape shape = src.shape();
    ReductionWalk walk = ReductionWalk.of(shape, op.reduced(shape));
    long terms = op.terms(shape);
    if (src.dtype() == DType.INT64) {
      return plan.build(
          "portable:reduce",
          ErrorModel.exact(),
          operands -> new PortableReduceLongs(op.kind(), walk, terms));
    }
    return plan.build(
        "portable:reduce",
        model(op.kind(), terms),
        operands -> new PortableReduce(op.kind(), walk, terms));
  }

  private static ErrorModel model(Kind kind, long terms) {
    int products = (int) Math.max(1, terms);
    return switch (kind) {
      case MAX, MIN -> ErrorModel.exact();
      case LOG_SUM, LOG_SUM_EXP -> new ErrorModel.Logarithmic(products, 1);
      default -> new ErrorModel.Direct(products, 0);
    };
  }

  @Override
  public void run(Call call) {
    call.workers().run(OutputChunks.count(call.dsts().get(0), terms), call, task);
  }

  private void chunk(Call call, int chunk, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int end = OutputChunks.end(dst, terms, chunk);
    for (int output = OutputChunks.begin(terms, chunk); output < end; output++) {
      int begin = walk.begin(output, src.desc());
      to.put(dst.desc().position(output), (float) value(from, src.desc(), begin));
    }
  }

  private double value(FloatBuffer from, TensorDesc src, int begin) {
    return switch (kind) {
      case SUM -> fold(Step.ADD, 0, 0, from, src, begin);
      case MEAN -> fold(Step.ADD, 0, 0, from, src, begin) / terms;
      case MAX -> fold(Step.MAX, Double.NEGATIVE_INFINITY, 0, from, src, begin);
      case MIN -> fold(Step.MIN, Double.POSITIVE_INFINITY, 0, from, src, begin);
      case PROD -> fold(Step.MULTIPLY, 1, 0, from, src, begin);
      case L1 -> fold(Step.ADD_ABSOLUTE, 0, 0, from, src, begin);
      case L2 -> Math.sqrt(fold(Step.ADD_SQUARE, 0, 0, from, src, begin));
      case SUM_SQUARE -> fold(Step.ADD_SQUARE, 0, 0, from, src, begin);
      case LOG_SUM -> Math.log(fold(Step.ADD, 0, 0, from, src, begin));
      case LOG_SUM_EXP -> {
        double max = fold(Step.MAX, Double.NEGATIVE_INFINITY, 0, from, src, begin);
        // An infinite or no maximum is the result; less itself it would be NaN.
        yield Double.isFinite(max)
            ? max + Math.log(fold(Step.ADD_EXP, 0, max, from, src, begin))
            : max;
      }
    };
  }

  /** What one value x does to what was folded so far. */
  private enum Step {
    ADD,
    ADD_ABSOLUTE,
    ADD_SQUARE,
    /** Adds exp(x - shift). */
    ADD_EXP,
    MULTIPLY,
    MAX,
    MIN
  }

  private double fold(
      Step step, double start, double shift, FloatBuffer from, TensorDesc src, int begin) {
    double folded = start;
    int images = walk.images(src);
    for (int n = 0; n < images; n++) {
      int at = begin + (int) (n * src.imageStride());
      folded = fold(step, folded, shift, from, at, 0);
    }
    return folded;
  }

  private double fold(
      Step step, double start, double shift, FloatBuffer from, int begin, int loop) {
    int count = walk.count(loop);
    int stride = walk.stride(loop);
    if (loop == walk.loops() - 1) {
      return innermost(step, start, shift, from, begin, count, stride);
    }
    double folded = start;
    for (int i = 0; i < count; i++) {
      folded = fold(step, folded, shift, from, begin + i * stride, loop + 1);
    }
    return folded;
  }

  private static double innermost(
      Step step, double start, double shift, FloatBuffer from, int begin, int count, int stride) {
    double folded = start;
    int end = begin + count * stride;
    switch (step) {
      case ADD -> {
        for (int at = begin; at < end; at += stride) {
          folded += from.get(at);
        }
      }
      case ADD_ABSOLUTE -> {
        for (int at = begin; at < end; at += stride) {
          folded += Math.abs(from.get(at));
        }
      }
      case ADD_SQUARE -> {
        for (int at = begin; at < end; at += stride) {
          double x = from.get(at);
          folded += x * x;
        }
      }
      case ADD_EXP -> {
        for (int at = begin; at < end; at += stride) {
          folded += Math.exp(from.get(at) - shift);
        }
      }
      case MULTIPLY -> {
        for (int at = begin; at < end; at += stride) {
          folded *= from.get(at);
        }
      }
      case MAX -> {
        for (int at = begin; at < end; at += stride) {
          folded = Math.max(folded, from.get(at));
        }
      }
      case MIN -> {
        for (int at = begin; at < end; at += stride) {
          folded = Math.min(folded, from.get(at));
        }
      }
    }
    return folded;
  }
}
