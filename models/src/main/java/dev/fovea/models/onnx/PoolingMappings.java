package dev.fovea.models.onnx;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.MaxPool2d.Indices;
import dev.fovea.op.Op;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.runtime.graph.OpSource;
import java.util.List;

/**
 * ONNX MaxPool-22 (as -12), AveragePool-22 (as -19), LpPool-22 (as -18), GlobalMaxPool-22,
 * GlobalAveragePool-22 and GlobalLpPool-22 (as -2).
 */
final class PoolingMappings {
  private PoolingMappings() {}

  static void max(OnnxNode node, GraphContext context) {
    OnnxWindow window = OnnxWindow.read(node, null);
    boolean columnMajor = node.flag("storage_order", false);
    String positions = node.output(1);
    node.expectOutputs(2);
    boolean indices = !positions.isEmpty() && context.isRead(positions);
    Indices order = columnMajor ? Indices.COLUMN_MAJOR : Indices.ROW_MAJOR;
    MaxPool2d op = new MaxPool2d(window.window(), rounding(node), indices ? order : Indices.NONE);
    // Who wants positions only leaves the first output empty.
    String values = indices && node.output(0).isEmpty() ? unnamed(node, context) : node.output();
    add(node, context, window, op, indices ? List.of(values, positions) : List.of(values));
  }

  private static String unnamed(OnnxNode node, GraphContext context) {
    return context.fresh(node.name() + "/values");
  }

  static void average(OnnxNode node, GraphContext context) {
    OnnxWindow window = OnnxWindow.read(node, null);
    node.expectOutputs(1);
    boolean countPadding = node.flag("count_include_pad", false);
    AveragePool2d op = new AveragePool2d(window.window(), rounding(node), countPadding);
    add(node, context, window, op, List.of(node.output()));
  }

  private static Rounding rounding(OnnxNode node) {
    return node.flag("ceil_mode", false) ? Rounding.CEIL : Rounding.FLOOR;
  }

  private static void add(
      OnnxNode node, GraphContext context, OnnxWindow window, Op op, List<String> outputs) {
    node.expectInputs(1, 1);
    OpSource source = new OpSource.Fixed(op);
    if (window.oneDimensional()) {
      OneDimensional.node(node, context, source, List.of(node.input(0)), outputs);
    } else {
      context.node(node, source, List.of(node.input(0)), outputs);
    }
  }

  static void norm(OnnxNode node, GraphContext context) {
    if (context.opset() < 2 && !node.has("kernel_shape")) {
      throw new UnsupportedNodeException(
          "kernel_shape", "is missing; expected it also in opset 1, where a whole map was meant");
    }
    OnnxWindow window = OnnxWindow.read(node, null);
    node.expectOutputs(1);
    LpPool2d op = new LpPool2d(window.window(), rounding(node), p(node, context));
    add(node, context, window, op, List.of(node.output()));
  }

  /** A float in opset 1, an int since. */
  private static int p(OnnxNode node, GraphContext context) {
    if (context.opset() >= 2) {
      return node.count("p", 2);
    }
    float p = node.number("p", 2);
    if (p != (int) p) {
      throw new UnsupportedNodeException("p", "is " + p + "; expected a whole number");
    }
    return (int) p;
  }

  static void globalNorm(OnnxNode node, GraphContext context) {
    global(node, context, new GlobalLpPool(p(node, context)));
  }

  static void globalAverage(OnnxNode node, GraphContext context) {
    global(node, context, new GlobalAveragePool());
  }

  static void globalMax(OnnxNode node, GraphContext context) {
    global(node, context, new GlobalMaxPool());
  }

  private static void global(OnnxNode node, GraphContext context, Op op) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    context.node(node, op, List.of(node.input(0)), List.of(node.output()));
  }
}
