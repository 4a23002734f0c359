package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.MatMul;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** What {@link MatMul} must do. */
final class MatMulContract {
  private MatMulContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "mat_mul_01_matrices",
            "Each result is the sum of products of a row of a and a column of b.",
            "Sizes stand at 1, at primes and around tiles.",
            join(
                products("1x1", "1x1"),
                products("3x7", "7x5"),
                products("33x16", "16x31"),
                products("65x33", "33x300"))),
        new Rule(
            "mat_mul_02_batches",
            "Leading axes count matrices, each of which is multiplied by its own.",
            "Attention has one matrix a head and image.",
            join(products("2x3x7", "2x7x5"), products("2x3x4x5", "2x3x5x2"))),
        new Rule(
            "mat_mul_03_broadcasting",
            "Leading axes stretch to each other from the last one on.",
            "One matrix may meet many; both sides may stretch at once.",
            join(
                products("2x3x7", "7x5"),
                products("3x7", "2x7x5"),
                products("2x1x3x4", "3x4x2"),
                products("1x2x3x4", "3x1x4x2"))),
        new Rule(
            "mat_mul_04_vectors",
            "A vector a is a row, a vector b a column; its axis is not one of dst's.",
            "Two vectors give a scalar.",
            join(
                products("7", "7"),
                products("7", "7x5"),
                products("3x7", "7"),
                products("7", "2x7x5"),
                products("2x3x7", "7"))),
        new Rule(
            "mat_mul_05_transposed",
            "b may be stored transposed, its batches as they are.",
            "b is [..., N, K] then.",
            join(
                transposed("3x7", "5x7"),
                transposed("2x3x7", "2x5x7"),
                transposed("2x3x7", "5x7"),
                transposed("33x16", "300x16"))),
        new Rule(
            "mat_mul_06_long_sums",
            "No product is lost, however many there are.",
            "A bound for many hides one; integers do not. Look at the last block.",
            join(products("3x4608", "4608x5"), products("2x1023", "1023x3"))),
        new Rule(
            "mat_mul_07_nan_and_infinity",
            "A NaN reaches its own row of its own matrix only.",
            "Tiles that are filled up may not read beside the matrix.",
            NonFinite.checks(List.of(problem(new MatMul(false), "2x3x5", "2x5x4")), Data.POSITIVE)),
        new Rule(
            "mat_mul_08_slices",
            "a, b and dst may be slices, batches shared or not.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(inSlices("2x3x7", "2x7x5"), inSlices("3x7", "7x5"), inSlices("2x3x7", "7x5"))));
  }

  private static Problem problem(MatMul op, String a, String b) {
    String name = (op.transposeB() ? "mat_mul_transposed " : "mat_mul ") + a + " by " + b;
    return new Problem(
        name, op, List.of(TensorDesc.of(Problems.shape(a)), TensorDesc.of(Problems.shape(b))));
  }

  private static List<Check> products(String a, String b) {
    return checks(problem(new MatMul(false), a, b));
  }

  private static List<Check> transposed(String a, String b) {
    return checks(problem(new MatMul(true), a, b));
  }

  private static List<Check> checks(Problem problem) {
    List<Check> checks = new ArrayList<>();
    for (Data data : new Data[] {Data.RANDOM, Data.INTEGERS}) {
      checks.add(ValueCheck.of(problem, data).named(problem.name() + " " + data));
    }
    return checks;
  }

  private static Check inSlices(String a, String b) {
    Problem problem = problem(new MatMul(false), a, b);
    return ValueCheck.of(problem, Data.INTEGERS)
        .placement(Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }
}
