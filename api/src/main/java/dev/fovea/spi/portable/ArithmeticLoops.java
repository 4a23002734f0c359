package dev.fovea.spi.portable;

/** The loops of {@link PortableArithmetic}: a = f(a, b). */
final class ArithmeticLoops {
  private ArithmeticLoops() {}

  static void subtract(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] -= b[i];
    }
  }

  static void subtract(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] -= b[i];
    }
  }

  static void multiply(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] *= b[i];
    }
  }

  static void multiply(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] *= b[i];
    }
  }

  static void divide(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] /= b[i];
    }
  }

  static void divide(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = b[i] == 0 ? 0 : a[i] / b[i];
    }
  }

  static void smaller(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = Math.min(a[i], b[i]);
    }
  }

  static void smaller(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = Math.min(a[i], b[i]);
    }
  }

  static void larger(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = Math.max(a[i], b[i]);
    }
  }

  static void larger(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = Math.max(a[i], b[i]);
    }
  }

  static void remainder(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] %= b[i];
    }
  }

  static void remainder(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = b[i] == 0 ? a[i] : a[i] % b[i];
    }
  }

  static void modulus(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = b[i] == 0 ? a[i] : Math.floorMod(a[i], b[i]);
    }
  }

  static void power(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = (float) power((double) a[i], (double) b[i]);
    }
  }

  static void power(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = power(a[i], b[i]);
    }
  }

  /** IEEE 754's pow: Java's has NaN for 1 to the power of NaN and for -1 to that of an infinity. */
  static double power(double a, double b) {
    if (a == 1 || (a == -1 && Double.isInfinite(b))) {
      return 1;
    }
    return Math.pow(a, b);
  }

  /** Squares and multiplies, as many times as the exponent has bits. */
  private static long power(long a, long b) {
    if (b < 0) {
      return a == 1 ? 1 : a == -1 ? 1 - 2 * (b & 1) : 0;
    }
    long result = 1;
    long square = a;
    for (long rest = b; rest > 0; rest >>= 1) {
      result *= (rest & 1) == 1 ? square : 1;
      square *= square;
    }
    return result;
  }
}
