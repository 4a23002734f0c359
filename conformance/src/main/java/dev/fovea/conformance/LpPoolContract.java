package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** What {@link LpPool2d} and {@link GlobalLpPool} must do. */
final class LpPoolContract {
  private LpPoolContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "lp_pool2d_01_values",
            "Each output is the p-th root of the sum of |x|^p over its window.",
            "p is 1, 2 or larger; an odd one shows a lost sign.",
            join(
                checks("1x3x5x7", LpPool2d.of(Window2d.of(2), 1), Data.RANDOM, Data.INTEGERS),
                checks("1x3x7x6", LpPool2d.of(Window2d.of(3), 2), Data.RANDOM),
                checks("2x2x4x33", LpPool2d.of(Window2d.of(new Size2d(1, 3)), 3), Data.RANDOM),
                checks("1x2x6x5", LpPool2d.of(Window2d.of(2), 4), Data.RANDOM))),
        new Rule(
            "lp_pool2d_02_stride",
            "Window (oh, ow) starts at row oh strideH and column ow strideW.",
            "Strides differ in h and w, and exceed the kernel.",
            join(
                norms("1x3x8x9", Window2d.of(2).stride(2)),
                norms("1x2x9x11", Window2d.of(2).strides(new Size2d(3, 1))),
                norms("1x2x11x11", Window2d.of(2).stride(5)))),
        new Rule(
            "lp_pool2d_03_padding",
            "Padding counts as zeros, at each side and by both SAME rules.",
            "A norm has no count to divide by.",
            join(
                norms("1x3x5x7", Window2d.of(3).pad(1)),
                norms("1x3x5x6", Window2d.of(3).pad(Padding.of(1, 0, 2, 1))),
                norms("1x2x5x6", Window2d.of(2).pad(Padding.Same.UPPER)),
                norms("1x2x5x6", Window2d.of(2).pad(Padding.Same.LOWER)))),
        new Rule(
            "lp_pool2d_04_ceil_mode",
            "With ceil rounding a last window that only partly fits is kept.",
            "Taps behind the padding add nothing.",
            ceil()),
        new Rule(
            "lp_pool2d_05_dilation",
            "Taps lie dilationH rows and dilationW columns apart.",
            "Dilations differ in h and w.",
            join(
                norms("1x3x8x9", Window2d.of(2).dilation(2)),
                norms("1x2x9x8", Window2d.of(3).dilations(new Size2d(1, 3))))),
        new Rule(
            "lp_pool2d_06_nan_and_infinity",
            "An output that reads NaN is NaN, one that reads an infinity is infinite, and every other"
                + " stays finite.",
            "Running sums that add the new and subtract the old row carry a NaN along.",
            NonFinite.checks(
                List.of(problem("1x2x5x6", LpPool2d.of(Window2d.of(2), 2))), Data.RANDOM)),
        slicesAndBatch("lp_pool2d_07_slices_and_batch", LpPool2d.of(Window2d.of(3).pad(1), 2)),
        new Rule(
            "global_lp_pool_01_values",
            "Each output is the norm of its map, over all axes behind the channels.",
            "Maps are not square; ONNX takes any rank from 3 on.",
            join(
                checks("1x3x5x7", new GlobalLpPool(1), Data.RANDOM, Data.INTEGERS),
                checks("2x3x4x4", new GlobalLpPool(2), Data.RANDOM),
                checks("1x3x5", new GlobalLpPool(3), Data.RANDOM),
                checks("1x2x3x4x5", new GlobalLpPool(4), Data.RANDOM))),
        slicesAndBatch("global_lp_pool_02_slices_and_batch", new GlobalLpPool(2)));
  }

  private static List<Check> ceil() {
    Window2d window = Window2d.of(3).stride(2).pad(1);
    return join(
        checks("1x2x6x7", LpPool2d.of(window, 2).rounding(Rounding.CEIL), Data.RANDOM),
        checks(
            "1x2x6x8",
            LpPool2d.of(Window2d.of(2).stride(3), 2).rounding(Rounding.CEIL),
            Data.RANDOM));
  }

  private static Problem problem(String src, Op op) {
    return new Problem(op + " " + src, op, List.of(TensorDesc.of(Problems.shape(src))));
  }

  private static List<Check> norms(String src, Window2d window) {
    return checks(src, LpPool2d.of(window, 2), Data.RANDOM);
  }

  private static List<Check> checks(String src, Op op, Data... kinds) {
    List<Check> checks = new ArrayList<>();
    Problem problem = problem(src, op);
    for (Data data : kinds) {
      checks.add(ValueCheck.of(problem, data).named(problem.name() + " " + data));
    }
    return checks;
  }

  private static Rule slicesAndBatch(String id, Op op) {
    Problem problem = problem("3x5x4x6", op);
    return new Rule(
        id,
        "Every image is computed from its own values, in dense tensors and channel slices.",
        "Images lie image stride elements apart. " + Slice.HINT,
        List.of(
            ValueCheck.of(problem, Data.RANDOM).named(problem.name()),
            ValueCheck.of(problem, Data.RANDOM)
                .placement(Placement.CHANNEL_SLICES)
                .named(problem.name() + " in slices")));
  }
}
