package dev.fovea.models.onnx.export;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;

/** Writes pooling: ONNX MaxPool-12, AveragePool-11 (-19), LpPool-11 (-18) and the global ones. */
final class PoolingWriters {
  private static final int DILATED_AVERAGE = 19;
  private static final int DILATED_NORM = 18;

  private PoolingWriters() {}

  static void max(MaxPool2d op, ExportNode node, ExportContext out) {
    Step step = pool(node, out, "MaxPool", op.window(), op.rounding());
    if (op.indices() == MaxPool2d.Indices.COLUMN_MAJOR) {
      step.integer("storage_order", 1);
    }
    step.makes(node);
  }

  static void average(AveragePool2d op, ExportNode node, ExportContext out) {
    if (!op.window().dilations().equals(Size2d.ONE)) {
      out.require(DILATED_AVERAGE);
    }
    Step step = pool(node, out, "AveragePool", op.window(), op.rounding());
    if (op.countIncludePad()) {
      step.integer("count_include_pad", 1);
    }
    step.makes(node);
  }

  static void norm(LpPool2d op, ExportNode node, ExportContext out) {
    if (!op.window().dilations().equals(Size2d.ONE) || op.rounding() == Window2d.Rounding.CEIL) {
      out.require(DILATED_NORM);
    }
    pool(node, out, "LpPool", op.window(), op.rounding()).integer("p", op.p()).makes(node);
  }

  private static Step pool(
      ExportNode node,
      ExportContext out,
      String operator,
      Window2d window,
      Window2d.Rounding rounding) {
    Step step = out.step(node, operator).input(out.input(node, 0));
    return Windows.rounding(Windows.write(step, window), rounding);
  }

  static void globalAverage(GlobalAveragePool op, ExportNode node, ExportContext out) {
    out.step(node, "GlobalAveragePool").inputs(out.inputs(node)).makes(node);
  }

  static void globalMax(GlobalMaxPool op, ExportNode node, ExportContext out) {
    out.step(node, "GlobalMaxPool").inputs(out.inputs(node)).makes(node);
  }

  static void globalNorm(GlobalLpPool op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "GlobalLpPool").inputs(out.inputs(node));
    step.integer("p", op.p()).makes(node);
  }
}
