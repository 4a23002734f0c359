package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.op.Activation;

/** Activations in the order of {@code enum fovea_function}. */
final class Functions {
  private static final int CLAMP = 0;
  private static final int LEAKY = 1;
  private static final int HARD_SIGMOID = 2;
  private static final int HARD_SWISH = 3;
  private static final int SIGMOID = 4;
  private static final int SILU = 5;
  private static final int TANH = 6;
  private static final int ELU = 7;
  private static final int CELU = 8;
  private static final int SELU = 9;
  private static final int SOFTPLUS = 10;
  private static final int SOFTSIGN = 11;
  private static final int GELU = 12;
  private static final int GELU_TANH = 13;
  private static final int MISH = 14;
  private static final int THRESHOLDED_RELU = 15;
  private static final int SHRINK = 16;

  private Functions() {}

  /** Returns the activation's native form; the caller closes it. */
  static ActivationShape shape(Activation op) {
    return switch (op.function()) {
      case IDENTITY -> shape(CLAMP, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
      case RELU -> shape(CLAMP, 0, Float.POSITIVE_INFINITY);
      case CLIP -> shape(CLAMP, op.alpha(), op.beta());
      case LEAKY_RELU -> shape(LEAKY, op.alpha(), 0);
      case HARD_SIGMOID -> shape(HARD_SIGMOID, op.alpha(), op.beta());
      case HARD_SWISH -> shape(HARD_SWISH, op.alpha(), op.beta());
      case SIGMOID -> shape(SIGMOID, 0, 0);
      case SILU -> shape(SILU, 0, 0);
      case TANH -> shape(TANH, 0, 0);
      case ELU -> shape(ELU, op.alpha(), 0);
      case CELU -> shape(CELU, op.alpha(), 0);
      case SELU -> shape(SELU, op.alpha(), op.beta());
      case SOFTPLUS -> shape(SOFTPLUS, 0, 0);
      case SOFTSIGN -> shape(SOFTSIGN, 0, 0);
      case GELU -> shape(GELU, 0, 0);
      case GELU_TANH -> shape(GELU_TANH, 0, 0);
      case MISH -> shape(MISH, 0, 0);
      case THRESHOLDED_RELU -> shape(THRESHOLDED_RELU, op.alpha(), 0);
      case SHRINK -> shape(SHRINK, op.alpha(), op.beta());
    };
  }

  private static ActivationShape shape(int function, float alpha, float beta) {
    return new ActivationShape().function(function).alpha(alpha).beta(beta);
  }

  /** Returns the declared error; the kit holds the kernels to it. */
  static int ulps(Activation op) {
    return switch (op.function()) {
      case IDENTITY, RELU, LEAKY_RELU, CLIP, THRESHOLDED_RELU, SHRINK -> 0;
      case SIGMOID, SILU, HARD_SWISH -> 3;
      default -> 2;
    };
  }

  /** Tells whether zero stays zero, so that lanes which pad a block need no care. */
  static boolean keepsZero(Activation op) {
    return switch (op.function()) {
      case SIGMOID, SOFTPLUS, HARD_SIGMOID -> false;
      case CLIP -> op.alpha() <= 0 && op.beta() >= 0;
      // 0 is above a negative threshold, and moved.
      case SHRINK -> op.alpha() >= 0;
      default -> true;
    };
  }
}
