package dev.fovea.tensor;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** Conversions between IEEE 754 binary16, as its bits, and binary32. */
public final class Float16 {
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7c00;
  private static final int NAN = 0x7e00;
  private static final int FRACTION_BITS = 10;
  private static final int BIAS = 15;

  /** From here on a value is nearer to 2^16, which is infinity here, than to 65504. */
  private static final float OVERFLOW = 65_520;

  private Float16() {}

  /** Returns the value, which binary32 holds exactly. */
  public static float toFloat(short bits) {
    int exponent = bits >> FRACTION_BITS & 0x1f;
    int fraction = bits & 0x3ff;
    int sign = (bits & SIGN) << 16;
    if (exponent == 0) {
      float magnitude = Math.scalb((float) fraction, 1 - BIAS - FRACTION_BITS);
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent - BIAS + Float.MAX_EXPONENT;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** Returns the bits of the nearest value, of two equally near ones the even one. */
  public static short fromFloat(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & SIGN;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | NAN);
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | INFINITY);
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - BIAS);
    int steps = (int) Math.rint(Math.scalb((double) magnitude, FRACTION_BITS - exponent));
    // A leading one, if there is any, counts the exponent up; so does rounding up to the next.
    return (short) (sign | ((exponent + BIAS - 1) << FRACTION_BITS) + steps);
  }

  /**
   * Allocates a float32 tensor with the values of a dense float16 one.
   *
   * @throws IllegalArgumentException if the tensor is of another type, or not dense and plain
   */
  public static Tensor widen(Tensor tensor) {
    TensorDesc desc = tensor.desc();
    if (desc.dtype() != DType.FLOAT16 || !desc.isDense() || !desc.layout().isPlain()) {
      throw new IllegalArgumentException(
          "Float16: tensor is " + desc + "; expected a dense plain float16 one");
    }
    tensor.acquire();
    try {
      Tensor wide = Tensor.allocate(TensorDesc.of(desc.shape()));
      ShortBuffer from = tensor.bytes().asShortBuffer();
      FloatBuffer to = wide.floats();
      for (int i = 0; i < to.limit(); i++) {
        to.put(i, toFloat(from.get(i)));
      }
      return wide;
    } finally {
      tensor.release();
    }
  }
}
