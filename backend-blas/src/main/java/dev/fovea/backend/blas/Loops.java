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

  /** to[at + i] = the maximum of the three values from x[start + i step] on; NaN stays. */
  static void maxOfThree(float[] x, int start, int step, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      int k = start + i * step;
      to[at + i] = Math.max(Math.max(x[k], x[k + 1]), x[k + 2]);
    }
  }

  /** sum[at + i] += a x[start + i step]. */
  static void multiplyAddEvery(
      float[] sum, int at, float a, float[] x, int start, int step, int count) {
    for (int i = 0; i < count; i++) {
      sum[at + i] += a * x[start + i * step];
    }
  }

  /**
   * Results of a 3x3 kernel, row by row and contiguous from {@code sums[first]} on.
   *
   * @param x rows that begin {@code pitch} elements apart
   * @param strideH rows between two windows
   * @param stride columns between two windows
   * @param w weights, the first at index {@code at}
   */
  static void threeByThree(
      float[] x,
      int pitch,
      int strideH,
      int stride,
      float[] w,
      int at,
      float bias,
      float[] sums,
      int first,
      int rows,
      int columns) {
    float w0 = w[at];
    float w1 = w[at + 1];
    float w2 = w[at + 2];
    float w3 = w[at + 3];
    float w4 = w[at + 4];
    float w5 = w[at + 5];
    float w6 = w[at + 6];
    float w7 = w[at + 7];
    float w8 = w[at + 8];
    for (int r = 0; r < rows; r++) {
      int p = r * strideH * pitch;
      int q = p + pitch;
      int s = q + pitch;
      int to = first + r * columns;
      for (int i = 0; i < columns; i++) {
        int k = i * stride;
        float top = w0 * x[p + k] + w1 * x[p + k + 1] + w2 * x[p + k + 2];
        float middle = w3 * x[q + k] + w4 * x[q + k + 1] + w5 * x[q + k + 2];
        float bottom = w6 * x[s + k] + w7 * x[s + k + 1] + w8 * x[s + k + 2];
        sums[to + i] = bias + top + (middle + bottom);
      }
    }
  }

  /** sum += x. */
  static void add(float[] sum, float[] x, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += x[i];
    }
  }

  /** sum[at + i] += x[i]. */
  static void add(float[] sum, int at, float[] x, int count) {
    if (at == 0) {
      add(sum, x, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      sum[at + i] += x[i];
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

  /** x = f(x) for elements {@code from} to {@code to - 1}. */
  static void activate(Workspace workspace, Activation f, float[] x, int from, int to) {
    if (Exponentials.has(f.function())) {
      workspace.exponentials.apply(f, x, from, to);
    } else if (!f.isIdentity()) {
      activate(f, x, 0f, from, to);
    }
  }

  /** Tells whether a bias is added in the same loop at no cost. */
  static boolean addsBias(Activation f) {
    return switch (f.function()) {
      case IDENTITY, RELU, CLIP, LEAKY_RELU -> true;
      default -> false;
    };
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
