package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.kernels;
import static dev.fovea.conformance.GoldenValues.map;
import static dev.fovea.conformance.GoldenValues.maps;
import static dev.fovea.conformance.GoldenValues.run;
import static dev.fovea.conformance.GoldenValues.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/** One sliding window after the other, from the plain one to groups. */
final class GoldenConvolution {
  private static final Values ONE_TO_25 =
      map(
          """
           1  2  3  4  5
           6  7  8  9 10
          11 12 13 14 15
          16 17 18 19 20
          21 22 23 24 25
          """);
  private static final Values ONE_TO_9 =
      map(
          """
          1 2 3
          4 5 6
          7 8 9
          """);
  private static final Values PICTURE =
      map(
          """
          1 2 4 7
          0 3 5 9
          2 2 8 6
          1 0 3 4
          """);
  private static final Values PICTURE_EDGES =
      map(
          """
          19 21
          19 18
          """);

  private GoldenConvolution() {}

  static List<Golden> all() {
    return List.of(
        Golden.of(
            "conv2d_01_plain", "5x5 input and 3x3 kernel give 3x3", GoldenConvolution::fiveByFive),
        Golden.of(
            "conv2d_01_plain",
            "the two-column edge detector [1,-1] finds the vertical edge",
            GoldenConvolution::edgeDetector),
        Golden.of("conv2d_01_plain", "Sobel as one 3x3", GoldenConvolution::sobelAtOnce),
        Golden.of(
            "conv2d_01_plain",
            "Sobel as two 1-D passes, 9 against 6 products",
            GoldenConvolution::sobelInTwoPasses),
        Golden.of("conv2d_02_stride", "stride 2 on 5x5 gives 2x2", GoldenConvolution::stride),
        Golden.of("conv2d_03_padding", "padding 1 keeps the size", GoldenConvolution::padding),
        Golden.of("conv2d_04_bias", "a bias lifts its own channel", GoldenConvolution::bias),
        Golden.of("conv2d_05_dilation", "dilation 2 on 3x3 sees 5x5", GoldenConvolution::dilation),
        Golden.of("conv2d_06_groups", "two groups do not mix", GoldenConvolution::groups));
  }

  private static Conv2d plain(Window2d window) {
    return Conv2d.of(1, 1, window).bias(false);
  }

  private static void fiveByFive(Subject subject) {
    // 1*1 + 2*2 + 3*3 + 4*6 + ... + 9*13 = 411; a step right adds 45, a step down 5 * 45.
    Values expected =
        map(
            """
            411 456 501
            636 681 726
            861 906 951
            """);
    Values actual = run(subject, plain(Window2d.of(3)), ONE_TO_25, ONE_TO_9);
    assertSame(actual, expected, "3x3 kernel 1..9 over the 5x5 map 1..25");
  }

  private static void edgeDetector(Subject subject) {
    Values picture =
        map(
            """
            1 1 0 0 0 0 1 1
            1 1 0 0 0 0 1 1
            1 1 0 0 0 0 1 1
            """);
    Values edges =
        map(
            """
            0 1 0 0 0 -1 0
            0 1 0 0 0 -1 0
            0 1 0 0 0 -1 0
            """);
    Values actual = run(subject, plain(Window2d.of(new Size2d(1, 2))), picture, map("1 -1"));
    assertSame(actual, edges, "1 where white turns black, -1 where black turns white");
  }

  private static void sobelAtOnce(Subject subject) {
    Values sobel =
        map(
            """
            -1 0 1
            -2 0 2
            -1 0 1
            """);
    Values actual = run(subject, plain(Window2d.of(3)), PICTURE, sobel);
    assertSame(actual, PICTURE_EDGES, "Sobel's horizontal derivative by one 3x3 kernel");
  }

  private static void sobelInTwoPasses(Subject subject) {
    Conv2d smooth = plain(Window2d.of(new Size2d(3, 1)));
    Conv2d derive = plain(Window2d.of(new Size2d(1, 3)));
    Values smoothed = run(subject, smooth, PICTURE, map("1\n2\n1"));
    Values edges = run(subject, derive, smoothed, map("-1 0 1"));
    assertSame(
        smoothed,
        map(
            """
            3 10 22 31
            5  7 24 25
            """),
        "the smoothing pass [1 2 1] down the columns");
    assertSame(edges, PICTURE_EDGES, "the derivative [-1 0 1] of the smoothed map");
    assertThat(plain(Window2d.of(3)).products()).as("products of one 3x3").isEqualTo(9);
    assertThat(smooth.products() + derive.products()).as("products of both passes").isEqualTo(6);
  }

  private static void stride(Subject subject) {
    Values corners =
        map(
            """
            411 501
            861 951
            """);
    Values actual = run(subject, plain(Window2d.of(3).stride(2)), ONE_TO_25, ONE_TO_9);
    assertSame(actual, corners, "every other position of the 3x3 result with stride 1");
  }

  private static void padding(Subject subject) {
    Values kernel =
        map(
            """
            1 0 0
            0 1 0
            0 0 2
            """);
    // The upper left neighbour, the value itself, and twice the lower right neighbour.
    Values expected =
        map(
            """
            15 18 21 24  5
            30 34 38 42 14
            45 54 58 62 24
            60 74 78 82 34
            21 38 40 42 44
            """);
    Values actual = run(subject, plain(Window2d.of(3).pad(1)), ONE_TO_25, kernel);
    assertSame(actual, expected, "zeros count where the kernel reaches over the edge");
  }

  private static void bias(Subject subject) {
    Values src = map("1 2\n3 4");
    Values weights = kernels(2, "1", "-1");
    Values expected = maps("11 12\n13 14", "19 18\n17 16");
    Values actual = run(subject, Conv2d.of(1, 2, Window2d.of(1)), src, weights, vector(10, 20));
    assertSame(actual, expected, "src + 10 and -src + 20");
  }

  private static void dilation(Subject subject) {
    Window2d window = Window2d.of(3).dilation(2);
    assertThat(window.extent()).as("extent of 3x3 with dilation 2").isEqualTo(Size2d.square(5));
    // 1*1 + 2*3 + 3*5 + 4*11 + 5*13 + 6*15 + 7*21 + 8*23 + 9*25
    Values actual = run(subject, plain(window), ONE_TO_25, ONE_TO_9);
    assertSame(actual, map("777"), "every other row and column of the 5x5 map");
  }

  private static void groups(Subject subject) {
    Conv2d conv = Conv2d.of(4, 2, Window2d.of(1)).groups(2).bias(false);
    Values weights = kernels(2, "10", "1", "100", "1");
    Values actual = run(subject, conv, maps("1", "2", "3", "4"), weights);
    assertSame(actual, maps("12", "304"), "10*1 + 1*2 and 100*3 + 1*4");
  }
}
