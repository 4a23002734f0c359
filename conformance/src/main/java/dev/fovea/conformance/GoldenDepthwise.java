package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.integers;
import static dev.fovea.conformance.GoldenValues.kernels;
import static dev.fovea.conformance.GoldenValues.maps;
import static dev.fovea.conformance.GoldenValues.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import java.util.List;

/** Depthwise convolution, alone and as half of a separable one. */
final class GoldenDepthwise {
  private static final String RULE = "conv2d_08_depthwise";

  private GoldenDepthwise() {}

  static List<Golden> all() {
    return List.of(
        Golden.of(
            RULE,
            "depthwise + pointwise 16 -> 32 has 656 weights against 4,608",
            GoldenDepthwise::separable),
        Golden.of(
            RULE, "a depth multiplier of 2 gives every channel two kernels", GoldenDepthwise::two));
  }

  private static void separable(Subject subject) {
    Conv2d depthwise = Conv2d.depthwise(16, 1, Window2d.of(3)).bias(false);
    Conv2d pointwise = Conv2d.of(16, 32, Window2d.of(1)).bias(false);
    Conv2d full = Conv2d.of(16, 32, Window2d.of(3)).bias(false);
    assertThat(depthwise.parameterCount()).as("depthwise: 16 * 3 * 3").isEqualTo(144);
    assertThat(pointwise.parameterCount()).as("pointwise: 32 * 16").isEqualTo(512);
    assertThat(full.parameterCount()).as("full: 32 * 16 * 3 * 3").isEqualTo(4608);

    Values src = integers(1, 1, 16, 4, 5);
    Values spatial = integers(2, 16, 1, 3, 3);
    Values mixing = integers(3, 32, 16, 1, 1);
    Values filtered = run(subject, depthwise, src, spatial);
    assertSame(
        run(subject, pointwise, filtered, mixing),
        run(subject, full, src, outerProduct(mixing, spatial)),
        "the full convolution with weights mixing[o, c] * spatial[c, kh, kw]");
  }

  private static Values outerProduct(Values mixing, Values spatial) {
    float[] data = new float[32 * 16 * 9];
    for (int i = 0; i < data.length; i++) {
      data[i] = mixing.data()[i / 9] * spatial.data()[i % (16 * 9)];
    }
    return Values.of(Shape.of(32, 16, 3, 3), data);
  }

  private static void two(Subject subject) {
    Conv2d conv = Conv2d.depthwise(2, 2, Window2d.of(2)).bias(false);
    Values src = maps("1 2\n3 4", "5 6\n7 8");
    Values weights = kernels(4, "1 1\n1 1", "1 0\n0 0", "0 0\n0 1", "1 1\n1 1");
    assertSame(
        run(subject, conv, src, weights),
        maps("10", "1", "8", "26"),
        "sum and first of channel 0, last and sum of channel 1");
  }
}
