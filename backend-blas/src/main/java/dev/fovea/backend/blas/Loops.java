package dev.fovea.backend.blas;

import dev.fovea.op.Activation;
import dev.fovea.spi.portable.PortableActivation;

/**
 * Loops over heap arrays. Those that read several arrays use one index for all of them: with
 * different ones the JIT compiler of Java 17 cannot tell that the arrays do not overlap, and does
 * not vectorise.
 */
final class Loops {
  private Loops() {}

  /** to[at + i] = from[start + i step]. */
  static void every(float[] from, int start, int step, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = from[start + i * step];
    }
  }

  /** sum += a x. */
  static void multiplyAdd(float[] sum, float a, float[] x, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += a * x[i];
    }
  }

  /** sum += a x + b y + c z. */
  static void multiplyAdd(
      float[] sum, float a, float[] x, float b, float[] y, float c, float[] z, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += a * x[i] + b * y[i] + c * z[i];
    }
  }

  /** max = max(max, x); NaN stays. */
  static void max(float[] max, float[] x, int count) {
    for (int i = 0; i < count; i++) {
      max[i] = Math.max(max[i], x[i]);
    }
  }

  /** max = max(max, x, y, z); NaN stays. */
  static void max(float[] max, float[] x, float[] y, float[] z, int count) {
    for (int i = 0; i < count; i++) {
      max[i] = Math.max(Math.max(max[i], x[i]), Math.max(y[i], z[i]));
    }
  }

  /** sum += x. */
  static void add(float[] sum, float[] x, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += x[i];
    }
  }

  /** Returns the sum of all values; four sums side by side keep the adder busy. */
  static double sum(float[] x, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < count; i++) {
      a += x[i];
    }
    return a + b + (c + d);
  }

  /** Returns the largest value; NaN if there is one. */
  static float max(float[] x, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  /** x = x factor + offset. */
  static void scale(float[] x, float factor, float offset, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = x[i] * factor + offset;
    }
  }

  /** x = f(x + bias) for elements {@code from} to {@code to - 1}. */
  static void activate(Activation f, float[] x, float bias, int from, int to) {
    switch (f.function()) {
      case IDENTITY -> {
        for (int i = from; i < to; i++) {
          x[i] += bias;
        }
      }
      case RELU -> {
        for (int i = from; i < to; i++) {
          x[i] = Math.max(x[i] + bias, 0f);
        }
      }
      case CLIP -> clip(x, bias, f.alpha(), f.beta(), from, to);
      case LEAKY_RELU -> leaky(x, bias, f.alpha(), from, to);
      default -> {
        for (int i = from; i < to; i++) {
          x[i] = PortableActivation.apply(f, x[i] + bias);
        }
      }
    }
  }

  private static void clip(float[] x, float bias, float min, float max, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = Math.min(Math.max(x[i] + bias, min), max);
    }
  }

  /** Without a branch; one of the two terms is zero, so nothing is rounded twice. */
  static void leaky(float[] x, float bias, float slope, int from, int to) {
    for (int i = from; i < to; i++) {
      float v = x[i] + bias;
      x[i] = Math.max(v, 0f) + slope * Math.min(v, 0f);
    }
  }
}
