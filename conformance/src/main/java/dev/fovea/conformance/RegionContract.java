package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.op.Pad;
import dev.fovea.op.Pad.Mode;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.StridedSlice.Range;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** What {@link StridedSlice} and {@link Pad} must do. */
final class RegionContract {
  private RegionContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "strided_slice_01_ranges",
            "Every index from start to end, along each axis of a range.",
            "Negative ones count from the end; what lies outside is cut.",
            List.of(
                slice("7", new Range(0, 2, 5, 1)),
                slice("2x3x4x5", new Range(1, 1, 3, 1), new Range(-1, -4, -1, 1)),
                slice("3x4", new Range(0, 1, Integer.MAX_VALUE, 1)),
                slice("2x3", new Range(0, -9, 9, 1)))),
        new Rule(
            "strided_slice_02_steps",
            "Every step-th index only.",
            "The last step may reach beyond the end.",
            List.of(
                slice("1x4x8x8", new Range(2, 0, 8, 2), new Range(3, 0, 8, 2)),
                slice("2x9", new Range(1, 1, 9, 3)),
                slice("5x2x3", new Range(0, 0, 5, 2)))),
        new Rule(
            "strided_slice_03_backwards",
            "A negative step goes backwards from start.",
            "The end is not reached; the smallest int means index 0 is.",
            List.of(
                slice("2x5", new Range(1, 4, 0, -1)),
                slice("6", new Range(0, -1, Integer.MIN_VALUE, -1)),
                slice("3x40", new Range(1, -1, Integer.MIN_VALUE, -2)),
                slice("3x2x2", new Range(0, 9, -9, -1)))),
        new Rule(
            "strided_slice_04_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(
                inSlices("2x5x3x3", new StridedSlice(List.of(new Range(1, 1, 4, 1)))),
                inSlices("3x4x3", new StridedSlice(List.of(new Range(0, 1, 3, 1)))))),
        new Rule(
            "pad_01_zeros",
            "Zeros surround src; src's bits are kept.",
            "Each side of each axis has an amount of its own.",
            List.of(
                pad("5", List.of(1), List.of(2), 0),
                pad("2x3x4x5", List.of(0, 1, 0, 2), List.of(0, 2, 3, 0), 0),
                pad("2x3", List.of(1, 0), List.of(2, 0), 0),
                pad("2x3", List.of(0, 0), List.of(0, 0), 0))),
        new Rule(
            "pad_02_value",
            "The value may be any.",
            "Maximum pooling is padded with minus infinity.",
            List.of(
                pad("1x2x3x3", List.of(0, 0, 1, 1), List.of(0, 0, 1, 1), -1.5f),
                pad("3", List.of(1), List.of(0), Float.NEGATIVE_INFINITY))),
        new Rule(
            "pad_03_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(
                inSlices("2x3x4x5", new Pad(List.of(1, 1, 0, 1), List.of(0, 0, 2, 0), 0)),
                inSlices("2x3x4", reflected(List.of(1, 0, 2), List.of(1, 1, 0))))),
        new Rule(
            "pad_04_reflect",
            "src is mirrored at its first and last index.",
            "These two are not repeated; pads longer than src are mirrored again.",
            List.of(
                check("5", new Pad(List.of(3), List.of(2), Mode.REFLECT, 0)),
                check("1x2x4x5", reflected(List.of(0, 0, 1, 2), List.of(0, 0, 3, 1))),
                check("2x3", reflected(List.of(1, 0), List.of(1, 2))),
                check("3", reflected(List.of(7), List.of(8))),
                check("1x3", reflected(List.of(2, 1), List.of(1, 0))))),
        new Rule(
            "pad_05_edge",
            "The nearest element of src is put.",
            "In a corner the nearest along every axis.",
            List.of(
                check("5", edges(List.of(3), List.of(2))),
                check("1x2x4x5", edges(List.of(0, 0, 1, 2), List.of(0, 0, 3, 1))),
                check("2x3", edges(List.of(1, 0), List.of(4, 2))))),
        new Rule(
            "pad_06_wrap",
            "src follows itself.",
            "In front of its first index stands its last.",
            List.of(
                check("5", new Pad(List.of(3), List.of(2), Mode.WRAP, 0)),
                check("2x3", new Pad(List.of(1, 4), List.of(3, 7), Mode.WRAP, 0)))),
        new Rule(
            "pad_07_int64",
            "int64 elements are surrounded as well, by a whole number.",
            "Shape arithmetic of imported models runs on them.",
            List.of(
                Moves.longs(new Pad(List.of(1, 0), List.of(2, 1), -7), "2x3"),
                Moves.longs(new Pad(List.of(1, 0), List.of(0, 2), Mode.WRAP, 0), "2x3"))));
  }

  private static Problem problem(Op op, String src) {
    return new Problem(op + " " + src, op, List.of(TensorDesc.of(Problems.shape(src))));
  }

  private static Check slice(String src, Range... ranges) {
    Problem problem = problem(new StridedSlice(List.of(ranges)), src);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Pad reflected(List<Integer> begins, List<Integer> ends) {
    return new Pad(begins, ends, Mode.REFLECT, 0);
  }

  private static Pad edges(List<Integer> begins, List<Integer> ends) {
    return new Pad(begins, ends, Mode.EDGE, 0);
  }

  private static Check check(String src, Pad op) {
    Problem problem = problem(op, src);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Check pad(String src, List<Integer> begins, List<Integer> ends, float value) {
    Problem problem = problem(new Pad(begins, ends, value), src);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Check inSlices(String src, Op op) {
    Problem problem = problem(op, src);
    return ValueCheck.of(problem, Data.RANDOM)
        .placement(ValueCheck.Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }
}
