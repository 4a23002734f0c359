package dev.fovea.models.onnx.export;

import dev.fovea.op.ArgExtremum;
import dev.fovea.op.Reduce;
import dev.fovea.op.TopK;
import java.util.List;

/** Writes reductions: ONNX ReduceSum-13, ReduceMax-13 (-18) and its kin, ArgMax-13, TopK-11. */
final class ReductionWriters {
  /** Since then axes are an input of all of them; before, of the sum alone. */
  private static final int AXES_AS_INPUT = 18;

  private ReductionWriters() {}

  static void reduce(Reduce op, ExportNode node, ExportContext out) {
    String operator =
        switch (op.kind()) {
          case SUM -> "ReduceSum";
          case MEAN -> "ReduceMean";
          case MAX -> "ReduceMax";
          case MIN -> "ReduceMin";
          case PROD -> "ReduceProd";
          case L1 -> "ReduceL1";
          case L2 -> "ReduceL2";
          case SUM_SQUARE -> "ReduceSumSquare";
          case LOG_SUM -> "ReduceLogSum";
          case LOG_SUM_EXP -> "ReduceLogSumExp";
        };
    Step step = out.step(node, operator).input(out.input(node, 0));
    boolean input = op.kind() == Reduce.Kind.SUM || out.opset() >= AXES_AS_INPUT;
    if (!op.axes().isEmpty()) {
      if (input) {
        step.input(out.longs(node, "axes", op.axes()));
      } else {
        step.ints("axes", op.axes());
      }
    }
    step.flag("keepdims", op.keepDims()).makes(node);
  }

  static void argExtremum(ArgExtremum op, ExportNode node, ExportContext out) {
    String operator = op.extreme() == ArgExtremum.Extreme.MAX ? "ArgMax" : "ArgMin";
    Step step = out.step(node, operator).input(out.input(node, 0));
    step.integer("axis", op.axis()).flag("keepdims", op.keepDims());
    step.flag("select_last_index", op.lastIndex()).makes(node);
  }

  static void topK(TopK op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "TopK").input(out.input(node, 0));
    step.input(out.longs(node, "k", List.of(op.k())));
    step.integer("axis", op.axis()).flag("largest", op.largest()).makes(node);
  }
}
