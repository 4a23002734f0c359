package dev.fovea.conformance;

import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Op;
import dev.fovea.tensor.Shape;
import java.util.SplittableRandom;

/** Values of inputs that are indices: only those inside make sense. */
final class Indices {
  private Indices() {}

  /** Returns the axis that an operator's indices point into; -1 if it has no indices. */
  static int axis(Op op) {
    return op instanceof Gather gather
        ? gather.axis()
        : op instanceof GatherElements elements ? elements.axis() : -1;
  }

  /** Returns indices into an extent, from 0 on; negative ones belong to a rule of their own. */
  static Values values(Shape shape, int extent, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] longs = new long[(int) shape.elements()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = random.nextInt(Math.max(1, extent));
    }
    return Values.ofLongs(shape, longs);
  }
}
