package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.Add;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** What {@link Add} and {@link dev.fovea.op.Gemm} must do. */
final class ArithmeticContract {
  private static final Shapes GEMM = Shapes.load("gemm");

  private ArithmeticContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "add_01_values",
            "dst = a + b, rounded once.",
            "Nothing is fused here, so the sum is exact to the bit.",
            List.of(
                add("7", "7"), add("1x3x4x5", "1x3x4x5"), add("2x33", "2x33"), specialValues())),
        new Rule(
            "add_02_broadcasting",
            "a and b stretch to each other from the last axis on.",
            "[C,1,1] is one addend per channel; both sides may stretch at once.",
            List.of(
                add("2x3x4x5", "3x1x1"),
                add("3x1x1", "2x3x4x5"),
                add("4x5", "5"),
                add("2x3x4x5", "scalar"),
                add("2x3x1x5", "3x4x1"),
                add("4x1", "1x5"))),
        new Rule(
            "add_03_slices",
            "a, b and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(
                ValueCheck.of(addition("2x3x4x5", "2x3x4x5"), Data.RANDOM)
                    .placement(Placement.CHANNEL_SLICES)
                    .named("[2,3,4,5] in slices"))),
        new Rule(
            "add_04_int64",
            "int64 elements are added as well, modulo 2^64.",
            "Shape arithmetic of imported models runs on them.",
            List.of(
                new ValueCheck(new Add(), LongPairs.all(), "data: special values")
                    .named("special int64"),
                LongPairs.stretched(new Add()))),
        gemm("gemm_01_plain", "dst = A B.", "Sizes stand at 1, at primes and around tiles."),
        gemm(
            "gemm_02_transposes",
            "a and b may be stored transposed, each on its own.",
            "A transposed a is [K, M], a transposed b [N, K]."),
        gemm(
            "gemm_03_alpha_beta",
            "The product is scaled by alpha, the addend by beta.",
            "beta scales C alone."),
        gemm(
            "gemm_04_addend",
            "C broadcasts to [M, N].",
            "[N] is a row, [M, 1] a column; a scalar is added everywhere."),
        new Rule(
            "gemm_05_slices",
            "a, b, c and dst may be slices of wider matrices.",
            "Rows lie image stride elements apart. " + Slice.HINT,
            Conv2dContract.sliced(GEMM, "gemm_05_slices", Data.INTEGERS)));
  }

  private static Rule gemm(String id, String requirement, String reason) {
    return new Rule(id, requirement, reason, join(GEMM.checks(id, Data.RANDOM, Data.INTEGERS)));
  }

  private static Problem addition(String a, String b) {
    return new Problem(
        "add " + a + " " + b,
        new Add(),
        List.of(TensorDesc.of(Problems.shape(a)), TensorDesc.of(Problems.shape(b))));
  }

  private static Check add(String a, String b) {
    return ValueCheck.of(addition(a, b), Data.RANDOM).named(a + " + " + b);
  }

  private static Check specialValues() {
    float inf = Float.POSITIVE_INFINITY;
    Values a =
        Values.of(Problems.shape("6"), 0f, inf, inf, Float.NaN, Float.MAX_VALUE, Float.MIN_VALUE);
    Values b =
        Values.of(Problems.shape("6"), -0f, 1f, -inf, 1f, Float.MAX_VALUE, -2 * Float.MIN_VALUE);
    return new ValueCheck(new Add(), List.of(a, b), "data: special values").named("special values");
  }
}
