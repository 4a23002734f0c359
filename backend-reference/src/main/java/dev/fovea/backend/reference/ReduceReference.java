package dev.fovea.backend.reference;

import dev.fovea.op.Reduce;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;

/** {@link Reduce}: every value of src goes to the output that its other axes name. */
final class ReduceReference implements KernelBody {
  private final Reduce op;

  private ReduceReference(Reduce op) {
    this.op = op;
  }

  static Plan plan(Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int terms = (int) Math.max(1, op.terms(inputs.get(0).shape()));
    boolean integers = inputs.get(0).dtype() == DType.INT64;
    ErrorModel model =
        switch (op.kind()) {
          case MAX, MIN -> ErrorModel.exact();
          case SUM, MEAN, PROD -> integers ? ErrorModel.exact() : new ErrorModel.Direct(terms, 0);
          case L1, L2, SUM_SQUARE -> new ErrorModel.Direct(terms, 0);
          case LOG_SUM, LOG_SUM_EXP -> new ErrorModel.Logarithmic(terms, 1);
        };
    return plan.build("reference:reduce:direct", model, operands -> new ReduceReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    if (src.desc().dtype() == DType.INT64) {
      integers(src, dst);
    } else {
      floats(src, dst);
    }
  }

  private void floats(Tensor src, Tensor dst) {
    float[] values = src.toFloats();
    int[] outputs = outputs(src.shape());
    double[] folded = new double[(int) dst.shape().elements()];
    double[] largest = new double[folded.length];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    Arrays.fill(
        folded,
        switch (op.kind()) {
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
          case PROD -> 1;
          default -> 0;
        });
    for (int i = 0; i < values.length; i++) {
      largest[outputs[i]] = Math.max(largest[outputs[i]], values[i]);
    }
    for (int i = 0; i < values.length; i++) {
      int o = outputs[i];
      double x = values[i];
      folded[o] =
          switch (op.kind()) {
            case SUM, MEAN, LOG_SUM -> folded[o] + x;
            case MAX -> Math.max(folded[o], x);
            case MIN -> Math.min(folded[o], x);
            case PROD -> folded[o] * x;
            case L1 -> folded[o] + Math.abs(x);
            case L2, SUM_SQUARE -> folded[o] + x * x;
            case LOG_SUM_EXP -> folded[o] + Math.exp(x - largest[o]);
          };
    }
    for (int o = 0; o < folded.length; o++) {
      double result =
          switch (op.kind()) {
            case MEAN -> folded[o] / op.terms(src.shape());
            case L2 -> Math.sqrt(folded[o]);
            case LOG_SUM -> Math.log(folded[o]);
            case LOG_SUM_EXP ->
                Double.isInfinite(largest[o]) ? largest[o] : largest[o] + Math.log(folded[o]);
            default -> folded[o];
          };
      dst.floats().put(dst.desc().position(o), (float) result);
    }
  }

  private void integers(Tensor src, Tensor dst) {
    long[] values = src.toLongs();
    int[] outputs = outputs(src.shape());
    long[] folded = new long[(int) dst.shape().elements()];
    Arrays.fill(
        folded,
        switch (op.kind()) {
          case MAX -> Long.MIN_VALUE;
          case MIN -> Long.MAX_VALUE;
          case PROD -> 1;
          default -> 0;
        });
    for (int i = 0; i < values.length; i++) {
      int o = outputs[i];
      folded[o] =
          switch (op.kind()) {
            case MAX -> Math.max(folded[o], values[i]);
            case MIN -> Math.min(folded[o], values[i]);
            case PROD -> folded[o] * values[i];
            default -> folded[o] + values[i];
          };
    }
    for (int o = 0; o < folded.length; o++) {
      long result = op.kind() == Reduce.Kind.MEAN ? folded[o] / op.terms(src.shape()) : folded[o];
      dst.longs().put(dst.desc().position(o), result);
    }
  }

  /** Returns the output that each element of src belongs to. */
  private int[] outputs(Shape src) {
    boolean[] reduced = op.reduced(src);
    int[] outputs = new int[(int) src.elements()];
    for (int i = 0; i < outputs.length; i++) {
      for (int axis = 0; axis < src.rank(); axis++) {
        int index = (int) (i / src.elements(axis + 1, src.rank())) % src.dim(axis);
        outputs[i] = reduced[axis] ? outputs[i] : outputs[i] * src.dim(axis) + index;
      }
    }
    return outputs;
  }
}
