package dev.fovea.conformance.mutants;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Plain poolings; each mutant changes one line. */
final class MutantPooling {
  private MutantPooling() {}

  static Plan max(Mutant mutant, MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:max_pool2d:mutant",
            ErrorModel.exact(),
            operands ->
                call ->
                    forEach(
                        call,
                        op.window(),
                        (n, c, oh, ow, top, left) ->
                            maximum(mutant, op, call, new int[] {n, c, oh, ow}, top, left)));
  }

  private interface AtOutput {
    void run(int n, int c, int oh, int ow, int top, int left);
  }

  private static void forEach(Call call, Window2d window, AtOutput body) {
    Shape src = call.srcs().get(0).shape();
    Shape dst = call.dsts().get(0).shape();
    Padding.Explicit pads = window.pads(new Size2d(src.dim(2), src.dim(3)));
    for (int n = 0; n < dst.dim(0); n++) {
      for (int c = 0; c < dst.dim(1); c++) {
        for (int oh = 0; oh < dst.dim(2); oh++) {
          for (int ow = 0; ow < dst.dim(3); ow++) {
            int top = oh * window.strides().h() - pads.top();
            int left = ow * window.strides().w() - pads.left();
            body.run(n, c, oh, ow, top, left);
          }
        }
      }
    }
  }

  private static void maximum(Mutant mutant, MaxPool2d op, Call call, int[] at, int top, int left) {
    Window2d window = op.window();
    Tensor src = call.srcs().get(0);
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    boolean overEdge = top + window.extent().h() > height;
    boolean cut =
        mutant == Mutant.MAX_CEIL_OFF_BY_ONE && op.rounding() == Rounding.CEIL && overEdge;
    int rows = cut ? height - 1 : height;
    float max =
        switch (mutant) {
          case MAX_STARTS_AT_ZERO -> 0;
          case MAX_STARTS_AT_LOWEST_FINITE -> -Float.MAX_VALUE;
          default -> Float.NEGATIVE_INFINITY;
        };
    int maxH = -1;
    int maxW = -1;
    for (int kh = 0; kh < window.kernel().h(); kh++) {
      for (int kw = 0; kw < window.kernel().w(); kw++) {
        int ih = top + kh * window.dilations().h();
        int iw = left + kw * window.dilations().w();
        if (ih < 0 || ih >= rows || iw < 0 || iw >= width) {
          continue;
        }
        float value = src.floats().get(src.desc().offset(at[0], at[1], ih, iw));
        boolean last = mutant == Mutant.MAX_INDEX_OF_LAST && value == max;
        boolean nan = mutant != Mutant.MAX_SWALLOWS_NAN && Float.isNaN(value) && !Float.isNaN(max);
        boolean first = maxH < 0 && value == max;
        if (value > max || nan || first || last) {
          max = value;
          maxH = ih;
          maxW = iw;
        }
      }
    }
    TensorDesc dst = call.dsts().get(0).desc();
    int out = dst.offset(at[0], at[1], at[2], at[3]);
    call.dsts().get(0).floats().put(out, max);
    if (op.indices() != MaxPool2d.Indices.NONE) {
      Tensor indices = call.dsts().get(1);
      int n = mutant == Mutant.MAX_INDEX_IN_IMAGE ? 0 : at[0];
      long map = ((long) n * src.shape().dim(1) + at[1]) * height * width;
      boolean rowMajor = op.indices() == MaxPool2d.Indices.ROW_MAJOR;
      long index = map + (rowMajor ? (long) maxH * width + maxW : (long) maxW * height + maxH);
      indices.longs().put(indices.desc().offset(at[0], at[1], at[2], at[3]), index);
    }
  }

  static Plan average(
      Mutant mutant, AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:average_pool2d:mutant",
            new ErrorModel.Direct(
                mutant == Mutant.AVERAGE_PROMISE_TOO_BOLD ? 1 : op.window().kernel().area(), 0),
            operands ->
                call ->
                    forEach(
                        call,
                        op.window(),
                        (n, c, oh, ow, top, left) ->
                            mean(mutant, op, call, new int[] {n, c, oh, ow}, top, left)));
  }

  private static void mean(
      Mutant mutant, AveragePool2d op, Call call, int[] at, int top, int left) {
    Window2d window = op.window();
    Tensor src = call.srcs().get(0);
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    boolean behind = mutant == Mutant.AVERAGE_COUNTS_BEHIND_PADDING;
    boolean includePad = op.countIncludePad() || mutant == Mutant.AVERAGE_COUNTS_PADDING;
    float sum = 0;
    int count = 0;
    for (int kh = 0; kh < window.kernel().h(); kh++) {
      for (int kw = 0; kw < window.kernel().w(); kw++) {
        int ih = top + kh * window.dilations().h();
        int iw = left + kw * window.dilations().w();
        boolean inside = ih >= 0 && ih < height && iw >= 0 && iw < width;
        boolean padding = ih < height + pads.bottom() && iw < width + pads.right();
        if (inside) {
          sum += src.floats().get(src.desc().offset(at[0], at[1], ih, iw));
        }
        if (inside || (includePad && (padding || behind))) {
          count++;
        }
      }
    }
    Tensor dst = call.dsts().get(0);
    dst.floats().put(dst.desc().offset(at[0], at[1], at[2], at[3]), sum / count);
  }

  static Plan norm(Mutant mutant, LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int products = op.window().kernel().area() + op.p() - 1;
    return plan.build(
        "reference:lp_pool2d:mutant",
        new ErrorModel.Direct(products, op.p() <= 2 ? 0 : 1),
        operands ->
            call ->
                forEach(
                    call,
                    op.window(),
                    (n, c, oh, ow, top, left) ->
                        norm(mutant, op, call, new int[] {n, c, oh, ow}, top, left)));
  }

  private static void norm(Mutant mutant, LpPool2d op, Call call, int[] at, int top, int left) {
    Tensor src = call.srcs().get(0);
    Size2d kernel = op.window().kernel();
    Size2d dilations = mutant == Mutant.LP_DILATION_IGNORED ? Size2d.ONE : op.window().dilations();
    double sum = 0;
    for (int tap = 0; tap < kernel.area(); tap++) {
      int ih = top + tap / kernel.w() * dilations.h();
      int iw = left + tap % kernel.w() * dilations.w();
      if (ih >= 0 && ih < src.shape().dim(2) && iw >= 0 && iw < src.shape().dim(3)) {
        double x = src.floats().get(src.desc().offset(at[0], at[1], ih, iw));
        sum += Math.pow(mutant == Mutant.SIGNED_POWERS ? x : Math.abs(x), op.p());
      }
    }
    Tensor dst = call.dsts().get(0);
    float root = (float) Math.pow(sum, 1.0 / op.p());
    dst.floats().put(dst.desc().offset(at[0], at[1], at[2], at[3]), root);
  }

  static Plan globalAverage(GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape shape = inputs.get(0).shape();
    int positions = (int) shape.elements(2, shape.rank());
    int width = shape.dim(shape.rank() - 1);
    int divisor = shape.rank() == 4 ? width * width : positions;
    return plan.build(
        "reference:global_average_pool:mutant",
        new ErrorModel.Direct(positions, 0),
        operands -> call -> globalMean(call, positions, divisor));
  }

  private static void globalMean(Call call, int positions, int divisor) {
    float[] src = call.srcs().get(0).toFloats();
    float[] means = new float[src.length / positions];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (int p = 0; p < positions; p++) {
        sum += src[i * positions + p];
      }
      means[i] = (float) (sum / divisor);
    }
    call.dsts().get(0).copyFrom(means);
  }
}
