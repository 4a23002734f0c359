package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.kernels;
import static dev.fovea.conformance.GoldenValues.map;
import static dev.fovea.conformance.GoldenValues.maps;
import static dev.fovea.conformance.GoldenValues.run;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Window2d;
import java.util.List;

/** What may be done before a convolution or behind it alike. */
final class GoldenSymmetries {
  private static final Values KERNEL = map("1 2\n3 4");
  private static final Conv2d CONV = Conv2d.of(1, 1, Window2d.of(2)).bias(false);

  private GoldenSymmetries() {}

  static List<Golden> all() {
    return List.of(
        Golden.of(
            "conv2d_17_shift", "shifting the input shifts the output", GoldenSymmetries::shift),
        Golden.of("conv2d_18_linearity", "linearity", GoldenSymmetries::linearity),
        Golden.of(
            "conv2d_19_channel_permutation",
            "permuting channels permutes nothing but channels",
            GoldenSymmetries::permutation));
  }

  private static void shift(Subject subject) {
    Values src =
        map(
            """
            0 0 0 0 0
            0 5 1 0 0
            0 0 2 0 0
            0 0 0 0 0
            0 0 0 0 0
            """);
    Values shifted =
        map(
            """
            0 0 0 0 0
            0 0 0 0 0
            0 0 5 1 0
            0 0 0 2 0
            0 0 0 0 0
            """);
    Values response =
        map(
            """
            20 19  3 0
            10 15  7 0
             0  4  2 0
             0  0  0 0
            """);
    Values shiftedResponse =
        map(
            """
            0  0  0 0
            0 20 19 3
            0 10 15 7
            0  0  4 2
            """);
    assertSame(run(subject, CONV, src, KERNEL), response, "the response");
    assertSame(
        run(subject, CONV, shifted, KERNEL),
        shiftedResponse,
        "the response to the input one row down and one column right");
  }

  private static void linearity(Subject subject) {
    Values a = map("1 0 2\n3 1 0\n0 2 1");
    Values b = map("0 1 1\n2 0 1\n1 1 0");
    // Element by element 2a + 3b.
    Values sum = map("2 3 7\n12 2 3\n3 7 2");
    Values ofA = map("14 7\n13 11");
    Values ofB = map("8 7\n9 5");
    assertSame(run(subject, CONV, a, KERNEL), ofA, "the response to a");
    assertSame(run(subject, CONV, b, KERNEL), ofB, "the response to b");
    assertSame(run(subject, CONV, sum, KERNEL), map("52 35\n53 37"), "the response to 2a + 3b");
  }

  private static void permutation(Subject subject) {
    Conv2d conv = Conv2d.of(3, 2, Window2d.of(1)).bias(false);
    Values src = maps("1 2", "3 4", "5 6");
    Values weights = kernels(2, "1", "10", "100", "1", "-1", "2");
    Values dst = maps("531 642", "8 10");
    assertSame(run(subject, conv, src, weights), dst, "the channels in order");

    Values srcMoved = maps("5 6", "1 2", "3 4");
    Values weightsMoved = kernels(2, "100", "1", "10", "2", "1", "-1");
    assertSame(
        run(subject, conv, srcMoved, weightsMoved),
        dst,
        "input channels and the weights that read them, permuted alike");

    Values weightsSwapped = kernels(2, "1", "-1", "2", "1", "10", "100");
    assertSame(
        run(subject, conv, src, weightsSwapped),
        maps("8 10", "531 642"),
        "output channels, swapped with their weights");
  }
}
