package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.map;
import static dev.fovea.conformance.GoldenValues.run;
import static dev.fovea.conformance.GoldenValues.zeroBorder;
import static dev.fovea.op.Conv2d.Mode.CONVOLUTION;
import static dev.fovea.op.Conv2d.Mode.CROSS_CORRELATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Conv2d.Mode;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/** What true convolution can and cross-correlation cannot. */
final class GoldenAlgebra {
  private static final String RULE = "conv2d_09_true_convolution";

  private static final Values F = map("1 2\n3 4");
  private static final Values G = map("0 1\n2 3");
  private static final Values H = map("1 -1\n0 2");

  private GoldenAlgebra() {}

  static List<Golden> all() {
    return List.of(
        Golden.of(
            RULE,
            "cross-correlation is true convolution with the kernel turned by 180 degrees",
            GoldenAlgebra::turned),
        Golden.of(RULE, "true convolution is associative", GoldenAlgebra::associative),
        Golden.of(RULE, "true convolution commutes", GoldenAlgebra::commutes),
        Golden.of(RULE, "cross-correlation is neither", GoldenAlgebra::neither),
        Golden.of(RULE, "1-D echo: signal 1..6 with gains 1, .9, .8, .7", GoldenAlgebra::echo),
        Golden.of(RULE, "convolution theorem on a small case", GoldenAlgebra::theorem));
  }

  private static Values apply(Subject subject, Mode mode, Values src, Values kernel) {
    Size2d size = new Size2d(kernel.shape().dim(2), kernel.shape().dim(3));
    Conv2d conv = Conv2d.of(1, 1, Window2d.of(size)).bias(false).mode(mode);
    return run(subject, conv, src, kernel);
  }

  /** Every position at which the kernel touches the map. */
  private static Values full(Subject subject, Mode mode, Values src, Values kernel) {
    int rows = kernel.shape().dim(2) - 1;
    int columns = kernel.shape().dim(3) - 1;
    return apply(subject, mode, zeroBorder(src, rows, columns), kernel);
  }

  private static void turned(Subject subject) {
    Values src =
        map(
            """
            1 2 3
            4 5 6
            7 8 9
            """);
    // 3*1 + 2*2 + 1*4 + 0*5 = 11; a step right adds 6, a step down 18.
    Values expected = map("11 17\n29 35");
    Values correlated = apply(subject, CROSS_CORRELATION, src, map("3 2\n1 0"));
    assertSame(correlated, expected, "cross-correlation with the turned kernel");
    assertSame(apply(subject, CONVOLUTION, src, G), expected, "true convolution");
  }

  private static void associative(Subject subject) {
    Values expected =
        map(
            """
            0  1  1 -2
            2  8  2 -6
            6 15 15  8
            0 12 34 24
            """);
    Values left = full(subject, CONVOLUTION, full(subject, CONVOLUTION, F, G), H);
    Values right = full(subject, CONVOLUTION, F, full(subject, CONVOLUTION, G, H));
    assertSame(left, expected, "(f * g) * h");
    assertSame(right, expected, "f * (g * h)");
  }

  private static void commutes(Subject subject) {
    Values expected =
        map(
            """
            0  1  2
            2 10 10
            6 17 12
            """);
    assertSame(full(subject, CONVOLUTION, F, G), expected, "f * g");
    assertSame(full(subject, CONVOLUTION, G, F), expected, "g * f");
  }

  private static void neither(Subject subject) {
    Values fg = full(subject, CROSS_CORRELATION, F, G);
    Values gf = full(subject, CROSS_CORRELATION, G, F);
    assertSame(fg, map(" 3  8  4\n10 20  8\n 3  4  0"), "f with g");
    assertSame(gf, map(" 0  4  3\n 8 20 10\n 4  8  3"), "g with f, turned by 180 degrees");

    Values left =
        map(
            """
             6 16  8  0
            17 35 20  4
            -4 -2 12  8
            -3 -1  4  0
            """);
    Values right =
        map(
            """
             3  5 -4 -4
            10 16  4  0
             3 21 36 16
             0  6  8  0
            """);
    assertSame(full(subject, CROSS_CORRELATION, fg, H), left, "(f with g) with h");
    Values gh = full(subject, CROSS_CORRELATION, G, H);
    assertSame(full(subject, CROSS_CORRELATION, F, gh), right, "f with (g with h)");
  }

  private static void echo(Subject subject) {
    Values heard = full(subject, CONVOLUTION, map("1 2 3 4 5 6"), map("1 .9 .8 .7"));
    assertSame(heard, map("1 2.9 5.6 9 12.4 15.8 12.2 8.3 4.2"), "the signal and three echoes");
  }

  private static void theorem(Subject subject) {
    // The signal 1 2 3 4, written out periodically, so that the convolution is circular.
    Values periodic = map("2 3 4 1 2 3 4");
    Values kernel = map("1 0 -1 2");
    Values circular = apply(subject, CONVOLUTION, periodic, kernel);
    assertSame(circular, map("2 4 10 4"), "circular convolution of 1 2 3 4");

    double[][] f = dft(new float[] {1, 2, 3, 4});
    double[][] g = dft(kernel.data());
    double[][] fg = dft(circular.data());
    for (int k = 0; k < fg.length; k++) {
      double re = f[k][0] * g[k][0] - f[k][1] * g[k][1];
      double im = f[k][0] * g[k][1] + f[k][1] * g[k][0];
      assertThat(fg[k][0]).as("real part of frequency %d", k).isCloseTo(re, within(1e-3));
      assertThat(fg[k][1]).as("imaginary part of frequency %d", k).isCloseTo(im, within(1e-3));
    }
  }

  /** X_k = sum over n of x_n exp(-2 pi i k n / N), as pairs of real and imaginary part. */
  private static double[][] dft(float[] x) {
    double[][] result = new double[x.length][2];
    for (int k = 0; k < x.length; k++) {
      for (int n = 0; n < x.length; n++) {
        double angle = -2 * Math.PI * k * n / x.length;
        result[k][0] += x[n] * Math.cos(angle);
        result[k][1] += x[n] * Math.sin(angle);
      }
    }
    return result;
  }
}
