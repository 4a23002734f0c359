package dev.fovea.models.net;

import dev.fovea.op.Activation;

/**
 * What is expected of a value over all seeds of the weights: how large it is, so that the next
 * layer can be given weights that neither fade nor swell it.
 *
 * <p>This carries the argument of He et al., Delving deep into rectifiers (2015), section 2.2, past
 * the ReLU: a layer whose weights have mean 0 and variance 1 / (fan-in power) makes outputs of
 * power 1, whatever stands before it.
 *
 * @param power the expected square of an element
 * @param symmetric whether x and -x are equally likely
 */
record Signal(double power, boolean symmetric) {
  /** A normalised picture, and what a layer with fitting weights makes of anything. */
  static final Signal UNIT = new Signal(1, true);

  /**
   * Of a symmetric signal an activation keeps part of the power; for a standard normal z that is E
   * f(z)^2, below by quadrature. Where the signal is mostly positive, as behind a residual sum, it
   * passes nearly whole.
   */
  Signal behind(Activation activation) {
    return switch (activation.function()) {
      case IDENTITY -> this;
      case SIGMOID -> new Signal(0.293, false);
      case HARD_SIGMOID -> new Signal(0.278, false);
      case TANH -> new Signal(0.394 * Math.min(1, power), symmetric);
      case SILU, MISH -> kept(0.356);
      case HARD_SWISH -> kept(0.353);
      case GELU, GELU_TANH -> kept(0.425);
      default -> kept(0.5);
    };
  }

  private Signal kept(double share) {
    return new Signal(symmetric ? share * power : power, false);
  }

  /** Independent signals add their powers. */
  Signal plus(Signal other) {
    return new Signal(power + other.power, symmetric && other.symmetric);
  }

  /** Independent signals multiply their powers. */
  Signal times(Signal other) {
    return new Signal(power * other.power, symmetric || other.symmetric);
  }

  /** The mixture of two signals, of which this one makes up a share. */
  Signal mixed(double share, Signal other) {
    return new Signal(share * power + (1 - share) * other.power, symmetric && other.symmetric);
  }
}
