package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.map;
import static dev.fovea.conformance.GoldenValues.run;

import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Window2d;
import java.util.List;

/** Transposed convolution: every input value stamps the kernel onto the output. */
final class GoldenTransposed {
  private static final Values SRC = map("1 2\n3 4");
  private static final Values ONE_TO_9 =
      map(
          """
          1 2 3
          4 5 6
          7 8 9
          """);

  private GoldenTransposed() {}

  static List<Golden> all() {
    return List.of(
        Golden.of("conv_transpose2d_01_plain", "3x3 takes 2x2 to 4x4", GoldenTransposed::plain),
        Golden.of(
            "conv_transpose2d_02_stride",
            "3x3 stride 2 takes 2x2 to 5x5",
            GoldenTransposed::stride));
  }

  private static void plain(Subject subject) {
    Values expected =
        map(
            """
             1  4  7  6
             7 23 33 24
            19 53 63 42
            21 52 59 36
            """);
    ConvTranspose2d op = ConvTranspose2d.of(1, 1, Window2d.of(3)).bias(false);
    assertSame(run(subject, op, SRC, ONE_TO_9), expected, "four overlapping 3x3 stamps");
  }

  private static void stride(Subject subject) {
    // Stamps meet in the middle row and column: 9*1 + 7*2 + 3*3 + 1*4 = 36 in the centre.
    Values expected =
        map(
            """
             1  2  5  4  6
             4  5 14 10 12
            10 14 36 24 30
            12 15 34 20 24
            21 24 55 32 36
            """);
    ConvTranspose2d op = ConvTranspose2d.of(1, 1, Window2d.of(3).stride(2)).bias(false);
    assertSame(run(subject, op, SRC, ONE_TO_9), expected, "four 3x3 stamps two steps apart");
  }
}
