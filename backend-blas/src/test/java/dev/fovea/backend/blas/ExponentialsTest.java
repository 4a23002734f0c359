package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against double arithmetic, over a share of all floats that meets every exponent. */
class ExponentialsTest {
  /** A prime, so that fractions differ from one exponent to the next. */
  private static final int STEP = Boolean.getBoolean("fovea.full") ? 31 : 2039;

  private static final int BLOCK = 1 << 16;

  private final Exponentials exponentials = new Exponentials();

  static Stream<Activation> functions() {
    return Stream.of(
        Activation.sigmoid(),
        Activation.silu(),
        Activation.tanh(),
        Activation.elu(1),
        Activation.elu(-0.3f),
        Activation.selu(1.6732632f, 1.050701f));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void theErrorIsNoMoreThanDeclared(Activation f) {
    int most = Exponentials.ulps(f);
    float[] x = new float[BLOCK];
    float[] y = new float[BLOCK];
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += (long) BLOCK * STEP) {
      for (int i = 0; i < BLOCK; i++) {
        x[i] = Float.intBitsToFloat((int) (bits + (long) i * STEP));
        y[i] = x[i];
      }
      exponentials.apply(f, y, 0, BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        double exact = exact(f, x[i]);
        if (!isWithin(most, exact, y[i])) {
          assertThat(y[i]).as("%s of %s", f, x[i]).isEqualTo((float) exact);
        }
      }
    }
  }

  /** An infinity, or NaN, must be met. */
  private static boolean isWithin(int ulps, double exact, float actual) {
    float rounded = (float) exact;
    if (!Float.isFinite(rounded)) {
      return Float.compare(rounded, actual) == 0;
    }
    return Math.abs(actual - exact) <= ulps * Math.ulp(rounded);
  }

  private static double exact(Activation f, double x) {
    double alpha = f.alpha();
    boolean vanishes = x == Double.NEGATIVE_INFINITY;
    return switch (f.function()) {
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case SILU -> vanishes ? 0 : x / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case ELU -> x >= 0 ? x : alpha * Math.expm1(x);
      case SELU -> f.beta() * (x >= 0 ? x : alpha * Math.expm1(x));
      default -> throw new IllegalArgumentException(f.toString());
    };
  }

  @Test
  void onlyTheRangeIsChangedWhateverItsLength() {
    int length = 3 * Exponentials.CHUNK;
    for (int count : new int[] {0, 1, 7, Exponentials.CHUNK, 2 * Exponentials.CHUNK + 5}) {
      float[] all = new float[length];
      float[] one = new float[1];
      for (int i = 0; i < length; i++) {
        all[i] = (i - 700) / 50f;
      }
      exponentials.apply(Activation.silu(), all, 3, 3 + count);
      for (int i = 0; i < length; i++) {
        one[0] = (i - 700) / 50f;
        exponentials.apply(Activation.silu(), one, 0, i >= 3 && i < 3 + count ? 1 : 0);
        assertThat(all[i]).as("element %s of %s", i, count).isEqualTo(one[0]);
      }
    }
  }
}
