package dev.fovea.conformance;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What {@link GlobalAveragePool} and {@link dev.fovea.op.GlobalMaxPool} must do. */
final class GlobalPoolContract {
  private static final Shapes AVERAGE = Shapes.load("global_average_pool");
  private static final Shapes MAX = Shapes.load("global_max_pool");

  private GlobalPoolContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "global_average_pool_01_values",
            "Each output is the sum of its map divided by the number of positions.",
            "Maps are not square, and end before a vector does.",
            AVERAGE.checks("global_average_pool_01_values", Data.RANDOM, Data.POSITIVE)),
        new Rule(
            "global_average_pool_02_whole_map",
            "It equals average pooling with a window of the whole map.",
            "Two ways to the same numbers; the sum of both bounds lies between them.",
            wholeMap("global_average_pool_02_whole_map")),
        new Rule(
            "global_average_pool_03_rank",
            "All axes behind the channels are averaged, one or three as well as two.",
            "ONNX GlobalAveragePool-1 takes any rank from 3 on.",
            AVERAGE.checks("global_average_pool_03_rank", Data.RANDOM)),
        PoolingChecks.slicesAndBatch(AVERAGE, "global_average_pool_04_batch_and_slices"),
        new Rule(
            "global_average_pool_05_nan_and_infinity",
            "A map with a NaN gives NaN, one with an infinity that infinity; other maps stay finite.",
            "Vector lanes may not mix maps.",
            NonFinite.checks(AVERAGE.of("global_average_pool_05_nan_and_infinity"), Data.RANDOM)),
        new Rule(
            "global_max_pool_01_values",
            "Each output is the maximum of its map, bit for bit, negative values included.",
            "A maximum that starts at zero wins over them.",
            MAX.checks("global_max_pool_01_values", Data.RANDOM, Data.NEGATIVE)),
        new Rule(
            "global_max_pool_02_rank",
            "The maximum runs over all axes behind the channels.",
            "ONNX GlobalMaxPool-1 takes any rank from 3 on.",
            MAX.checks("global_max_pool_02_rank", Data.POSITIVE)),
        new Rule(
            "global_max_pool_03_nan_and_infinity",
            "A map with a NaN gives NaN; infinities are values.",
            "x > max is false for NaN.",
            NonFinite.checks(MAX.of("global_max_pool_03_nan_and_infinity"), Data.POSITIVE)),
        PoolingChecks.slicesAndBatch(MAX, "global_max_pool_04_batch_and_slices"));
  }

  private static List<Check> wholeMap(String id) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : AVERAGE.of(id)) {
      Values src = Data.RANDOM.values(problem.inputs().get(0).shape(), 5);
      checks.add(
          new Check(Shapes.name(id, problem, Data.RANDOM), subject -> wholeMap(subject, src)));
    }
    return checks;
  }

  private static void wholeMap(Subject subject, Values src) {
    Shape shape = src.shape();
    AveragePool2d average = AveragePool2d.of(Window2d.of(new Size2d(shape.dim(2), shape.dim(3))));
    float[] global = subject.floats(new GlobalAveragePool(), src);
    float[] window = subject.floats(average, src);
    int positions = shape.dim(2) * shape.dim(3);
    for (int i = 0; i < global.length; i++) {
      double magnitude = 0;
      for (int p = 0; p < positions; p++) {
        magnitude += Math.abs(src.data()[i * positions + p]) / (double) positions;
      }
      double bound = 2 * Bounds.gamma(positions + 2.0) * magnitude;
      if (!(Math.abs((double) global[i] - window[i]) <= bound)) {
        throw new AssertionError(
            "dst "
                + i
                + " is "
                + global[i]
                + "; expected "
                + window[i]
                + " as "
                + average
                + " gives, within "
                + bound
                + "; src "
                + shape);
      }
    }
  }
}
