package dev.fovea.conformance;

import dev.fovea.op.Range;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.SizeOf;
import dev.fovea.tensor.Shape;
import java.util.List;

/** What {@link ShapeOf}, {@link SizeOf} and {@link Range} must do. */
final class ShapeContract {
  private ShapeContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "shape_of_01_extents",
            "dst holds src's extents in order, whatever src's element type.",
            "Scalars have none.",
            List.of(
                Moves.floats(ShapeOf.all(), "2x3x4x5"),
                Moves.floats(ShapeOf.all(), "7"),
                Moves.floats(ShapeOf.all(), "scalar"),
                Moves.longs(ShapeOf.all(), "3x2"))),
        new Rule(
            "shape_of_02_some_axes",
            "Only the axes from start to end, read as a slice is.",
            "Negative ones count from the end; what lies outside is cut.",
            List.of(
                Moves.floats(new ShapeOf(1, 3), "2x3x4x5"),
                Moves.floats(new ShapeOf(-2, Integer.MAX_VALUE), "2x3x4x5"),
                Moves.floats(new ShapeOf(-9, -1), "2x3x4x5"),
                Moves.floats(new ShapeOf(3, 1), "2x3x4x5"))),
        new Rule(
            "size_of_01_elements",
            "dst holds the number of src's elements.",
            "1 for a scalar, 0 where an extent is.",
            List.of(
                Moves.floats(new SizeOf(), "2x3x4x5"),
                Moves.floats(new SizeOf(), "scalar"),
                Moves.floats(new SizeOf(), "3x0x2"))),
        new Rule(
            "range_01_numbers",
            "dst[i] is start + i delta.",
            "delta may be negative, and there may be no number at all.",
            List.of(
                floats(5, 1, 2),
                floats(4, 10, -3),
                floats(0, 1, 1),
                longs(5, -2, 3),
                longs(3, Long.MAX_VALUE - 2, 1))),
        new Rule(
            "range_02_many",
            "Each number is rounded once.",
            "Adding delta to the number before adds up what rounding lost.",
            List.of(floats(2000, 0.1f, 0.1f), floats(70_000, -3.3f, 0.7f))));
  }

  private static Check floats(int count, float start, float delta) {
    return new ValueCheck(
            new Range(count),
            List.of(Values.of(Shape.of(), start), Values.of(Shape.of(), delta)),
            "data: " + start + " and " + delta)
        .named(count + " from " + start + " by " + delta);
  }

  private static Check longs(int count, long start, long delta) {
    return new ValueCheck(
            new Range(count),
            List.of(Values.ofLongs(Shape.of(), start), Values.ofLongs(Shape.of(), delta)),
            "data: " + start + " and " + delta)
        .named(count + " from " + start + " by " + delta + " int64");
  }
}
