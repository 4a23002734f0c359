package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.maps;
import static dev.fovea.conformance.GoldenValues.run;
import static dev.fovea.conformance.GoldenValues.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.Softmax;
import java.util.List;

/** Values brought to a common scale. */
final class GoldenNormalisation {
  private GoldenNormalisation() {}

  static List<Golden> all() {
    return List.of(
        Golden.of("softmax_01_plain", "1,2,3", GoldenNormalisation::softmax),
        Golden.of(
            "batch_norm_01_plain", "two channels of four values", GoldenNormalisation::batchNorm));
  }

  private static void softmax(Subject subject) {
    // e^1, e^2 and e^3 over their sum 30.19287.
    float[] expected = {0.0900306f, 0.2447285f, 0.6652410f};
    Values actual = run(subject, Softmax.along(0), vector(1, 2, 3));
    assertThat(actual.data()).as("softmax of 1,2,3").containsExactly(expected, within(1e-6f));
  }

  private static void batchNorm(Subject subject) {
    Values actual =
        run(
            subject,
            new BatchNorm(2, 0),
            maps("2 4\n6 8", "-1 0\n1 2"),
            vector(3, 10), // scale
            vector(1, 5), // bias
            vector(2, 1), // mean
            vector(4, 0.25f)); // variance
    assertSame(
        actual,
        maps("1 4\n7 10", "-35 -15\n5 25"),
        "(src - 2) / 2 * 3 + 1 and (src - 1) / 0.5 * 10 + 5");
  }
}
