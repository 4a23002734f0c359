package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.map;
import static dev.fovea.conformance.GoldenValues.maps;
import static dev.fovea.conformance.GoldenValues.run;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Window2d;
import java.util.List;

/** Maxima and means of windows. */
final class GoldenPooling {
  private static final Values SRC =
      map(
          """
          1 3 2 9
          5 6 1 7
          4 2 8 6
          3 5 7 2
          """);

  private GoldenPooling() {}

  static List<Golden> all() {
    return List.of(
        Golden.of("max_pool2d_01_plain", "3x3 windows take 4x4 to 2x2", GoldenPooling::maximum),
        Golden.of("average_pool2d_01_plain", "3x3 windows take 4x4 to 2x2", GoldenPooling::average),
        Golden.of(
            "global_average_pool_02_whole_map",
            "GAP is average pooling over the whole map",
            GoldenPooling::wholeMap));
  }

  // 3x3 and not the usual 2x2 with stride 2: a plain window has stride 1.
  private static void maximum(Subject subject) {
    Values actual = run(subject, MaxPool2d.of(Window2d.of(3)), SRC);
    assertSame(actual, map("8 9\n8 8"), "the maxima of four 3x3 windows");
  }

  private static void average(Subject subject) {
    Values src =
        map(
            """
            1 3 2 10
            5 6 1  7
            4 2 3  4
            3 5 7  1
            """);
    Values actual = run(subject, AveragePool2d.of(Window2d.of(3)), src);
    assertSame(actual, map("3 " + 38 / 9f + "\n4 4"), "27, 38, 36 and 36, each over 9");
  }

  private static void wholeMap(Subject subject) {
    Values src = maps("1 2 3\n4 5 6\n7 8 9", "10 0 0\n0 20 0\n0 0 60");
    Values means = maps("5", "10");
    assertSame(run(subject, new GlobalAveragePool(), src), means, "45 / 9 and 90 / 9");
    assertSame(
        run(subject, AveragePool2d.of(Window2d.of(3)), src), means, "a window of the whole map");
  }
}
