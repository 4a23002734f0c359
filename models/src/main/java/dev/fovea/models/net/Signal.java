package dev.fovea.models.net;

import dev.fovea.op.Activation;
import dev.fovea.spi.portable.PortableActivation;

/**
 * What is expected of an element of a value over all seeds of the weights, so that the next layer
 * can be given weights that neither fade nor swell it. Elements are taken for normally distributed.
 *
 * <p>This carries the argument of He et al., Delving deep into rectifiers (2015), section 2.2, past
 * the ReLU: a layer whose weights have mean 0 and variance 1 / (fan-in power) makes outputs of mean
 * 0 and power 1, whatever stands before it; a bias adds its own power.
 *
 * @param mean the expected element
 * @param power the expected square of an element
 */
record Signal(double mean, double power) {
  /** A normalised picture, and what a layer with fitting weights makes of anything. */
  static final Signal UNIT = new Signal(0, 1);

  private static final Signal BIAS = new Signal(0, Initialiser.BIAS_VARIANCE);
  private static final int STEPS_A_DEVIATION = 16;
  private static final int DEVIATIONS = 8;

  /** E f(x) and E f(x)^2 by quadrature; of a ReLU behind weights, half the power is left. */
  Signal behind(Activation activation) {
    double deviation = Math.sqrt(Math.max(0, power - mean * mean));
    double mass = 0;
    double sum = 0;
    double squares = 0;
    for (int i = -DEVIATIONS * STEPS_A_DEVIATION; i <= DEVIATIONS * STEPS_A_DEVIATION; i++) {
      double z = (double) i / STEPS_A_DEVIATION;
      double density = StrictMath.exp(-z * z / 2);
      double made = PortableActivation.apply(activation, (float) (mean + deviation * z));
      mass += density;
      sum += density * made;
      squares += density * made * made;
    }
    return new Signal(sum / mass, squares / mass);
  }

  /** Returns the signal with a bias added to each element. */
  Signal biased() {
    return plus(BIAS);
  }

  /** Of independent signals, means and variances are added. */
  Signal plus(Signal other) {
    return new Signal(mean + other.mean, power + other.power + 2 * mean * other.mean);
  }

  /** Of independent signals, means and powers are multiplied. */
  Signal times(Signal other) {
    return new Signal(mean * other.mean, power * other.power);
  }

  /** The mixture of two signals, of which this one makes up a share. */
  Signal mixed(double share, Signal other) {
    return new Signal(
        share * mean + (1 - share) * other.mean, share * power + (1 - share) * other.power);
  }
}
