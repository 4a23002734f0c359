package dev.fovea.conformance;

import dev.fovea.op.Conv2d;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Laws of convolution that need no oracle: on integers both sides are exact. */
final class Conv2dProperties {
  private Conv2dProperties() {}

  static List<Rule> rules(Shapes shapes) {
    return List.of(
        new Rule(
            "conv2d_17_shift",
            "Shifting src by a column shifts dst by a column.",
            "Away from edges nothing may depend on where a window lies; look at tiles.",
            checks(shapes, "conv2d_17_shift", Conv2dProperties::shift)),
        new Rule(
            "conv2d_18_linearity",
            "conv(2 x - 3 y) = 2 conv(x) - 3 conv(y).",
            "A failure beside correct plain results points at state between runs.",
            checks(shapes, "conv2d_18_linearity", Conv2dProperties::linearity)),
        new Rule(
            "conv2d_19_channel_permutation",
            "Reversing the channels of src and weights together changes nothing.",
            "Channels are summed; a difference shows one that is treated apart.",
            checks(shapes, "conv2d_19_channel_permutation", Conv2dProperties::permutation)));
  }

  private interface Law {
    void check(Subject subject, Conv2d op, Values src, Values weights);
  }

  private static List<Check> checks(Shapes shapes, String id, Law law) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : shapes.of(id)) {
      List<Values> inputs = Data.INTEGERS.inputs(problem.op(), problem.inputs(), 7);
      Conv2d op = (Conv2d) problem.op();
      checks.add(
          new Check(
              Shapes.name(id, problem, Data.INTEGERS),
              subject -> law.check(subject, op, inputs.get(0), inputs.get(1))));
    }
    return checks;
  }

  private static void shift(Subject subject, Conv2d op, Values src, Values weights) {
    float[] dst = subject.floats(op, src, weights);
    float[] shifted = subject.floats(op, Values.of(src.shape(), shiftRows(src)), weights);
    int width = src.shape().dim(3) - op.window().kernel().w() + 1;
    for (int i = 0; i < dst.length; i++) {
      if (i % width < width - 1 && shifted[i] != dst[i + 1]) {
        throw broken(op, "output " + i + " of the shifted input", shifted[i], dst[i + 1]);
      }
    }
  }

  private static float[] shiftRows(Values src) {
    float[] shifted = new float[src.data().length];
    System.arraycopy(src.data(), 1, shifted, 0, shifted.length - 1);
    return shifted;
  }

  private static void linearity(Subject subject, Conv2d op, Values src, Values weights) {
    Values other = Data.INTEGERS.values(src.shape(), 8);
    float[] mixed = new float[src.data().length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = 2 * src.data()[i] - 3 * other.data()[i];
    }
    float[] x = subject.floats(op, src, weights);
    float[] y = subject.floats(op, other, weights);
    float[] both = subject.floats(op, Values.of(src.shape(), mixed), weights);
    for (int i = 0; i < both.length; i++) {
      if (both[i] != 2 * x[i] - 3 * y[i]) {
        throw broken(op, "output " + i + " of 2 x - 3 y", both[i], 2 * x[i] - 3 * y[i]);
      }
    }
  }

  private static void permutation(Subject subject, Conv2d op, Values src, Values weights) {
    float[] dst = subject.floats(op, src, weights);
    float[] reversed = subject.floats(op, reverseChannels(src), reverseChannels(weights));
    for (int i = 0; i < dst.length; i++) {
      if (reversed[i] != dst[i]) {
        throw broken(op, "output " + i + " with channels reversed", reversed[i], dst[i]);
      }
    }
  }

  private static Values reverseChannels(Values values) {
    Shape shape = values.shape();
    int channels = shape.dim(1);
    int map = shape.dim(2) * shape.dim(3);
    float[] reversed = new float[values.data().length];
    for (int i = 0; i < reversed.length; i += map) {
      int c = i / map % channels;
      int from = i + (channels - 1 - 2 * c) * map;
      System.arraycopy(values.data(), from, reversed, i, map);
    }
    return Values.of(shape, reversed);
  }

  private static AssertionError broken(Conv2d op, String what, float actual, float expected) {
    return new AssertionError(
        what + " is " + actual + "; expected " + expected + "\n  problem: " + op);
  }
}
