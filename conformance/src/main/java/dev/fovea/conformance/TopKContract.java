package dev.fovea.conformance;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.TopK;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** What {@link TopK} must do. */
final class TopKContract {
  private TopKContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "top_k_01_largest",
            "The k largest values along the axis, the largest first, and their indices.",
            "One, some and all of them; the axis may be any, and count from the last.",
            List.of(
                check("3x7", new TopK(3, 1, true), Data.RANDOM),
                check("2x33", new TopK(33, -1, true), Data.RANDOM),
                check("5x3x4", new TopK(1, 0, true), Data.NEGATIVE),
                check("2x9x4", new TopK(4, 1, true), Data.RANDOM),
                check("1", new TopK(1, 0, true), Data.RANDOM),
                check("3x100", new TopK(17, 1, true), Data.RANDOM))),
        new Rule(
            "top_k_02_smallest",
            "The k smallest values, the smallest first.",
            "A list that starts with zeros hides positive values.",
            List.of(
                check("3x7", new TopK(3, 1, false), Data.POSITIVE),
                check("2x9x4", new TopK(9, 1, false), Data.RANDOM))),
        new Rule(
            "top_k_03_ties",
            "Of equal values the one with the lower index comes first.",
            "A heap or a partial sort mixes them.",
            List.of(
                check("4x19", new TopK(7, 1, true), Data.TIES),
                check("4x19", new TopK(19, 1, true), Data.TIES),
                values(new TopK(4, 0, true), 0f, -0f, 0f, -0f))),
        new Rule(
            "top_k_04_nan_and_infinity",
            "NaN counts as larger than infinity.",
            "Comparisons with NaN are false, so it would stay where it was.",
            NonFinite.checks(
                List.of(new Problem("top_k", new TopK(3, 1, true), List.of(TensorDesc.of(3, 5)))),
                Data.RANDOM)),
        new Rule(
            "top_k_05_int64",
            "int64 values are compared and copied as they are.",
            "As doubles 2^53 and its neighbour would be equal.",
            List.of(
                new ValueCheck(
                        new TopK(2, 0, true),
                        List.of(
                            Values.ofLongs(Shape.of(4), 1L << 53, (1L << 53) + 1, -5, 1L << 40)),
                        "data: by hand")
                    .named("int64"))),
        new Rule(
            "top_k_06_slices",
            "src and dsts may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(
                inSlices("2x5x3", new TopK(2, 1, true)), inSlices("4x3x2", new TopK(3, 0, true)))));
  }

  private static Problem problem(String src, TopK op) {
    return new Problem(op + " " + src, op, List.of(TensorDesc.of(Problems.shape(src))));
  }

  private static Check check(String src, TopK op, Data data) {
    return ValueCheck.of(problem(src, op), data).named(op + " of " + src + " " + data);
  }

  private static Check values(TopK op, float... values) {
    Values src = Values.of(Shape.of(values.length), values);
    return new ValueCheck(op, List.of(src), "data: zeros").named(op + " of zeros");
  }

  private static Check inSlices(String src, TopK op) {
    return ValueCheck.of(problem(src, op), Data.RANDOM)
        .placement(Placement.CHANNEL_SLICES)
        .named(op + " of " + src + " in slices");
  }
}
