package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.op.Window2d;
import org.jspecify.annotations.Nullable;

/**
 * Inverted residual with a gate: a 1 x 1 convolution widens, each channel is filtered by itself,
 * the gate weighs the channels, a 1 x 1 convolution narrows; the input is added if the shapes allow
 * it.
 *
 * <p>Source: Howard et al., Searching for MobileNetV3, ICCV 2019, figure 4.
 *
 * @param brick how its convolutions are built; the last has no activation
 * @param kernel of the filters
 * @param stride of the filters
 * @param expanded channels while it is wide; if as many as it reads, nothing widens
 * @param out channels it makes
 * @param gate null for none
 */
record InvertedResidual(
    Brick brick, int kernel, int stride, int expanded, int out, @Nullable SqueezeExcitation gate) {
  private static final Window2d POINT = Window2d.of(1);

  Flow layers(Flow x, String at) {
    String part = at + ".block.";
    int index = 0;
    Flow y = x;
    if (expanded != x.channels()) {
      y = brick.conv(y, part + index++, expanded, POINT);
    }
    Window2d filter = Window2d.of(kernel).stride(stride).pad(kernel / 2);
    y = brick.depthwise(y, part + index++, filter);
    if (gate != null) {
      y = gate.layers(y, part + index++);
    }
    y = brick.linear().conv(y, part + index, out, POINT);
    return stride == 1 && x.channels() == out ? y.add(x) : y;
  }
}
