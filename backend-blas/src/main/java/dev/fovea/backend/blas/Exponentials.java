package dev.fovea.backend.blas;

import dev.fovea.op.Activation;
import dev.fovea.spi.portable.PortableActivation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Activations with an exponential, in float loops that the JIT compiler vectorises.
 *
 * <p>All of them need exp(y) for y &lt;= 0 only. With n = round(y / ln 2) and r = y - n ln 2,
 * exp(y) = 2^n exp(r) and |r| &lt;= ln(2) / 2, where a polynomial does. A power of two is an
 * exponent field; the JIT compiler of Java 17 does not vectorise {@code Float.intBitsToFloat}, so a
 * chunk's fields are shifted as ints in a buffer outside the heap and read back as floats. The
 * scale that comes back is 2^(n + 64), which is a normal number down to n = -173: results that are
 * subnormal are rounded once, when they are multiplied by 2^-64 at the end.
 *
 * <p>Source: reduction in two steps and polynomial, S. Moshier, Cephes, single/expf.c (1989); the
 * constant that is added to round and to leave n in the low bits is common use.
 *
 * <p>An instance belongs to one thread.
 */
final class Exponentials {
  /** Values of one pass; five arrays and the buffer are 24 KB, less than a first-level cache. */
  static final int CHUNK = 1024;

  private static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts; n times the first is exact, since it has 9 bits and n has 8. */
  private static final float LN_2_HIGH = 355f / 512;

  private static final float LN_2_LOW = -2.1219444e-4f;

  private static final int SCALE = 64;

  private static final float UNSCALE = 0x1p-64f;

  /** Beyond it even x exp(x) is zero. */
  private static final float LEAST = -120f;

  /**
   * The bits of a float y + ROUND end in round(y) + 127 + SCALE: its last bit counts ones, and 1.5
   * 2^23 has zeros there.
   */
  private static final float ROUND = 0x1.8p23f + (Float.MAX_EXPONENT + SCALE);

  private static final int FRACTION_BITS = 23;

  private final FloatBuffer floats;
  private final IntBuffer ints;
  private final int[] bits = new int[CHUNK];
  private final float[] powers = new float[CHUNK];
  private final float[] rounded = new float[CHUNK];
  private final float[] y = new float[CHUNK];
  private final float[] x = new float[CHUNK];

  Exponentials() {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
    ints = bytes.asIntBuffer();
  }

  /** Tells whether {@link #apply} computes this function. */
  static boolean has(Activation.Function function) {
    return switch (function) {
      case SIGMOID, SILU, TANH, ELU, SELU -> true;
      default -> false;
    };
  }

  /**
   * Returns the error to declare for a function as this backend computes it; what {@code
   * ExponentialsTest} measures, rounded up, where it is one of those here.
   */
  static int ulps(Activation op) {
    return switch (op.function()) {
      case ELU, SELU -> 2;
      case SIGMOID, TANH -> 3;
      case SILU -> 4;
      default -> PortableActivation.ulps(op);
    };
  }

  /** values = f(values) for elements {@code from} to {@code to - 1}. */
  void apply(Activation f, float[] values, int from, int to) {
    for (int at = from; at < to; at += CHUNK) {
      int count = Math.min(CHUNK, to - at);
      System.arraycopy(values, at, x, 0, count);
      switch (f.function()) {
        case SIGMOID -> sigmoid(count);
        case SILU -> silu(count);
        case TANH -> tanh(count);
        case ELU -> elu(1, f.alpha(), count);
        case SELU -> elu(f.beta(), f.beta() * f.alpha(), count);
        default -> throw new IllegalArgumentException("Activation: no exponential in " + f);
      }
      System.arraycopy(x, 0, values, at, count);
    }
  }

  /** powers = 2^(n + SCALE) and rounded = n of y, all of which are LEAST to 0. */
  private void powers(int count) {
    for (int i = 0; i < count; i++) {
      rounded[i] = y[i] * LOG2_E + ROUND;
    }
    floats.put(0, rounded, 0, count);
    ints.get(0, bits, 0, count);
    for (int i = 0; i < count; i++) {
      bits[i] <<= FRACTION_BITS;
    }
    ints.put(0, bits, 0, count);
    floats.get(0, powers, 0, count);
  }

  /** y = exp(y) 2^SCALE. */
  private void scaledExponentials(int count) {
    powers(count);
    for (int i = 0; i < count; i++) {
      y[i] = (polynomial(y[i], rounded[i]) + 1) * powers[i];
    }
  }

  /** y = exp(y) - 1 = 2^n p + (2^n - 1); for n = 0 that is p, so that nothing cancels near zero. */
  private void exponentialsLessOne(int count) {
    powers(count);
    for (int i = 0; i < count; i++) {
      float power = powers[i] * UNSCALE;
      y[i] = polynomial(y[i], rounded[i]) * power + (power - 1);
    }
  }

  /** Returns p = exp(r) - 1 with r = y - n ln 2. */
  private static float polynomial(float y, float rounded) {
    float n = rounded - ROUND;
    float r = y - n * LN_2_HIGH - n * LN_2_LOW;
    float p = 1.9875691e-4f;
    p = p * r + 1.3981999e-3f;
    p = p * r + 8.333452e-3f;
    p = p * r + 4.1665796e-2f;
    p = p * r + 0.16666666f;
    p = p * r + 0.5f;
    return p * (r * r) + r;
  }

  /** y = -|factor x|, as far as it matters. */
  private void negative(float factor, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = Math.max(factor * -Math.abs(x[i]), LEAST);
    }
  }

  /** With e = exp(-|x|), the logistic function is e / (1 + e) below zero and 1 / (1 + e) above. */
  private void sigmoid(int count) {
    negative(1, count);
    scaledExponentials(count);
    for (int i = 0; i < count; i++) {
      float e = y[i] * UNSCALE;
      // 1 for all x of which e is less than 1, 0 for all below zero.
      float positive = Math.min(Math.max(x[i] * 0x1p100f, 0f), 1f);
      x[i] = Math.max(e, positive) / (1 + e);
    }
  }

  /** As the logistic function; x joins before the scale is undone, so that no bits are lost. */
  private void silu(int count) {
    negative(1, count);
    scaledExponentials(count);
    for (int i = 0; i < count; i++) {
      float below = Math.min(Math.max(x[i], LEAST), 0f) * y[i] * UNSCALE;
      x[i] = (Math.max(x[i], 0f) + below) / (1 + y[i] * UNSCALE);
    }
  }

  /** With m = exp(-2 |x|) - 1, tanh(|x|) = -m / (2 + m). */
  private void tanh(int count) {
    negative(2, count);
    exponentialsLessOne(count);
    for (int i = 0; i < count; i++) {
      // In two steps the least subnormal number gets as far as 1.
      float sign = Math.min(Math.max(x[i] * 0x1p100f * 0x1p100f, -1f), 1f);
      x[i] = sign * (-y[i] / (2 + y[i]));
    }
  }

  /** above x, or below (exp(x) - 1) under zero; one of the two terms is zero. */
  private void elu(float above, float below, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = Math.min(Math.max(x[i], LEAST), 0f);
    }
    exponentialsLessOne(count);
    for (int i = 0; i < count; i++) {
      x[i] = above * Math.max(x[i], 0f) + below * y[i];
    }
  }
}
