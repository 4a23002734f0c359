package dev.fovea.conformance;

import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Op;
import dev.fovea.tensor.Shape;
import java.util.SplittableRandom;

/** Weights with a single 1 for each output channel: the result is a copy, so no rounding hides. */
final class OneHot {
  private OneHot() {}

  static Values weights(Op op, Shape shape, long seed) {
    return op instanceof ConvTranspose2d transposed
        ? transposed(transposed, shape, seed)
        : rows(shape, seed);
  }

  /** Axis 0 counts output channels; the last tap is hit first, where tails get lost. */
  private static Values rows(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] data = new float[Math.toIntExact(shape.elements())];
    int products = data.length / shape.dim(0);
    for (int oc = 0; oc < shape.dim(0); oc++) {
      int tap = oc == 0 ? products - 1 : random.nextInt(products);
      data[oc * products + tap] = 1;
    }
    return Values.of(shape, data);
  }

  /** Axis 0 counts input channels: each output channel takes one of its group. */
  private static Values transposed(ConvTranspose2d op, Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] data = new float[Math.toIntExact(shape.elements())];
    int icg = op.inChannels() / op.groups();
    int ocg = shape.dim(1);
    int taps = op.window().kernel().area();
    for (int channel = 0; channel < op.outChannels(); channel++) {
      int ic = channel / ocg * icg + random.nextInt(icg);
      int tap = channel == 0 ? taps - 1 : random.nextInt(taps);
      data[(ic * ocg + channel % ocg) * taps + tap] = 1;
    }
    return Values.of(shape, data);
  }
}
