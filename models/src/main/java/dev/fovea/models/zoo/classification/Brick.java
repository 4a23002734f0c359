package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.op.Activation;
import dev.fovea.op.Window2d;

/**
 * Convolution without bias, batch normalisation, activation: what most networks since 2015 are made
 * of.
 *
 * @param conv what the convolution is called, behind the brick's own name
 * @param norm what the batch normalisation is called
 * @param epsilon what it adds to the variance
 * @param activation the identity for none
 */
record Brick(String conv, String norm, float epsilon, Activation activation) {

  /** Returns the brick that torchvision calls Conv2dNormActivation. */
  static Brick numbered(float epsilon, Activation activation) {
    return new Brick(".0", ".1", epsilon, activation);
  }

  /** Returns this brick without activation. */
  Brick linear() {
    return new Brick(conv, norm, epsilon, Activation.identity());
  }

  /** Adds a brick that mixes all channels. */
  Flow conv(Flow x, String at, int channels, Window2d window) {
    return rest(x.bareConv(at + conv, channels, window), at);
  }

  /** Adds a brick that keeps the channels apart. */
  Flow depthwise(Flow x, String at, Window2d window) {
    return rest(x.depthwise(at + conv, window), at);
  }

  private Flow rest(Flow x, String at) {
    Flow normed = x.batchNorm(at + norm, epsilon);
    return activation.isIdentity() ? normed : normed.activate(activation);
  }
}
