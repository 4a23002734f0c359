package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.op.Activation;
import dev.fovea.op.Window2d;

/**
 * Squeeze and excitation: what the whole map shows decides how much each channel counts, y = x
 * gate(W2 inner(W1 mean(x))).
 *
 * <p>Source: Hu, Shen and Sun, Squeeze-and-excitation networks, CVPR 2018, section 3.
 *
 * @param channels between the two layers
 * @param inner behind the first
 * @param gate behind the second
 */
record SqueezeExcitation(int channels, Activation inner, Activation gate) {
  private static final Window2d POINT = Window2d.of(1);

  Flow layers(Flow x, String at) {
    Flow weights =
        x.globalAveragePool()
            .conv(at + ".fc1", channels, POINT)
            .activate(inner)
            .conv(at + ".fc2", x.channels(), POINT)
            .activate(gate);
    return x.times(weights);
  }
}
