package dev.fovea.conformance;

import static dev.fovea.conformance.RandomProblems.ints;

import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Resize;
import dev.fovea.op.Resize.Axis;
import dev.fovea.op.Resize.Coordinates;
import dev.fovea.op.Resize.Fit;
import dev.fovea.op.Sampling;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random problems of sampling: resizes and deformable convolutions. */
final class RandomResizes {
  private RandomResizes() {}

  private static Arbitrary<Sampling> samplings() {
    List<Sampling> all = new ArrayList<>();
    for (Sampling.Rounding rounding : Sampling.Rounding.values()) {
      all.add(new Sampling.Nearest(rounding));
    }
    for (boolean antialias : new boolean[] {false, true}) {
      for (boolean excludeOutside : new boolean[] {false, true}) {
        all.add(new Sampling.Linear(antialias, excludeOutside));
        all.add(new Sampling.Cubic(-0.75f, antialias, excludeOutside));
        all.add(new Sampling.Cubic(-0.5f, antialias, excludeOutside));
      }
    }
    return Arbitraries.of(all);
  }

  static Arbitrary<Problem> resize(Arbitrary<Shape> shapes) {
    return Combinators.combine(
            shapes,
            samplings(),
            Arbitraries.of(Coordinates.class),
            Arbitraries.of(Fit.class),
            ints(0, 7).list().ofSize(4))
        .as(
            (src, sampling, coordinates, fit, sizes) -> {
              List<Axis> axes = new ArrayList<>();
              for (int axis = 0; axis < src.rank(); axis++) {
                if (sizes.get(axis) > 0) {
                  Resize.Length length =
                      fit == Fit.STRETCH && sizes.get(axis) > 5
                          ? new Resize.Scale(sizes.get(axis) / 3f)
                          : new Resize.Size(sizes.get(axis));
                  axes.add(new Axis(axis, length, -0.1f * axis, 0.5f + 0.3f * axis));
                }
              }
              Resize op = new Resize(axes, fit, sampling, coordinates, 0.5f);
              return new Problem("random_elementwise", op, List.of(TensorDesc.of(src)));
            });
  }

  static Arbitrary<Problem> deformConv2d() {
    return Combinators.combine(ints(1, 3), ints(1, 3), ints(1, 3), ints(1, 3), ints(0, 15))
        .as(
            (groups, offsetGroups, kernel, stride, flags) -> {
              int in = groups * offsetGroups * (1 + flags % 2);
              Window2d window =
                  new Window2d(
                      new Size2d(kernel, 1 + flags % 3),
                      new Size2d(stride, 1),
                      new Size2d(1, stride),
                      Padding.of(flags % 3, 1, 0, 2));
              DeformConv2d op =
                  DeformConv2d.of(in, 2 * groups, window)
                      .groups(groups, offsetGroups)
                      .bias((flags & 4) != 0)
                      .mask((flags & 8) != 0);
              Shape src = Shape.of(2, in, kernel + flags % 5, 7);
              return DeformConv2dContract.problem("random_elementwise", src, op);
            });
  }
}
