package dev.fovea.conformance;

import dev.fovea.op.Reorder;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@link Reorder} must do; the only rules in which inputs are not plain. */
final class ReorderContract {
  private static final Layout PLAIN = Layout.PLAIN;
  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(1, 16, 3, 5),
          Shape.of(2, 3, 4, 7),
          Shape.of(3, 17, 1, 1),
          Shape.of(1, 33, 2, 31),
          Shape.of(0, 8, 2, 2));

  private ReorderContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "reorder_01_to_blocks",
            "Channels lie in blocks beside each other; lanes beyond the last channel are zero.",
            "Kernels read whole blocks, padding included: what is left there gets into sums.",
            checks(PLAIN, Layout.blocked(4), Layout.blocked(8), Layout.blocked(16))),
        new Rule(
            "reorder_02_from_blocks",
            "Blocks become plain channels again; lanes beyond the last channel are dropped.",
            "The last block may hold fewer channels.",
            from(PLAIN, Layout.blocked(4), Layout.blocked(8), Layout.blocked(16))),
        new Rule(
            "reorder_03_between_blocks",
            "Any layout becomes any other, or itself.",
            "Offered is what the record does not name: look at the descriptor.",
            all()));
  }

  private static List<Check> checks(Layout src, Layout... dsts) {
    List<Check> checks = new ArrayList<>();
    for (Layout dst : dsts) {
      SHAPES.forEach(shape -> checks.add(check(shape, src, dst)));
    }
    return checks;
  }

  private static List<Check> from(Layout dst, Layout... srcs) {
    List<Check> checks = new ArrayList<>();
    for (Layout src : srcs) {
      SHAPES.forEach(shape -> checks.add(check(shape, src, dst)));
    }
    return checks;
  }

  private static List<Check> all() {
    Shape shape = Shape.of(2, 32, 3, 5);
    return List.of(
        check(shape, Layout.blocked(4), Layout.blocked(8)),
        check(shape, Layout.blocked(16), Layout.blocked(8)),
        check(shape, Layout.blocked(8), Layout.blocked(16)),
        check(shape, Layout.blocked(8), Layout.blocked(8)),
        check(shape, PLAIN, PLAIN));
  }

  private static Check check(Shape shape, Layout src, Layout dst) {
    String name = shape + " " + src + " to " + dst;
    return new Check(name, subject -> run(subject, shape, src, dst));
  }

  private static void run(Subject subject, Shape shape, Layout from, Layout to) {
    TensorDesc offered = TensorDesc.of(DType.FLOAT32, shape, from);
    Plan plan = subject.plan(new Reorder(to), List.of(offered), PlanOptions.DEFAULT);
    TensorDesc wanted = TensorDesc.of(DType.FLOAT32, shape, to);
    if (!plan.inputs().equals(List.of(offered)) || !plan.dsts().equals(List.of(wanted))) {
      throw new AssertionError(
          "plan reads "
              + plan.inputs()
              + " and makes "
              + plan.dsts()
              + "; expected "
              + offered
              + " and "
              + wanted);
    }
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    Workers workers = Workers.single();
    try (Tensor src = Tensor.allocate(offered).copyFrom(values);
        Tensor expected = Tensor.allocate(wanted).copyFrom(values);
        Tensor dst = Tensor.allocate(wanted);
        Tensor scratch = Rig.scratch(plan, workers.count());
        Kernel kernel = plan.build(Map.of())) {
      Poison.fill(dst.bytes());
      kernel.run(List.of(src), List.of(dst), scratch, workers);
      requireSameBits(plan, expected.floats(), dst.floats());
    }
  }

  private static void requireSameBits(Plan plan, FloatBuffer expected, FloatBuffer actual) {
    for (int i = 0; i < expected.capacity(); i++) {
      if (Float.floatToRawIntBits(expected.get(i)) != Float.floatToRawIntBits(actual.get(i))) {
        throw new AssertionError(
            "float "
                + i
                + " in memory is "
                + actual.get(i)
                + "; expected "
                + expected.get(i)
                + "\n  plan: "
                + plan);
      }
    }
  }
}
