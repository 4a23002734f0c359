package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** The checks that every operator takes which moves elements: as they are, int64, in slices. */
final class Moves {
  private Moves() {}

  static Problem problem(Op op, String... srcs) {
    List<TensorDesc> inputs = new ArrayList<>();
    for (String src : srcs) {
      inputs.add(TensorDesc.of(Problems.shape(src)));
    }
    return new Problem(op + " " + String.join(" ", srcs), op, inputs);
  }

  static Check floats(Op op, String src) {
    Problem problem = problem(op, src);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  /** All 64 bits of every element matter. */
  static Check longs(Op op, String src) {
    Values values = longs(Problems.shape(src));
    return new ValueCheck(op, List.of(values), "data: 64 bits, all of them different")
        .named(op + " " + src + " int64");
  }

  static Values longs(Shape shape) {
    long[] longs = new long[(int) shape.elements()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = 0x9e3779b97f4a7c15L * (i + 1);
    }
    return Values.ofLongs(shape, longs);
  }

  static Check inSlices(Op op, String... srcs) {
    return inSlices(problem(op, srcs));
  }

  static Check inSlices(Problem problem) {
    return ValueCheck.of(problem, Data.RANDOM)
        .placement(ValueCheck.Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }

  /** Returns a problem whose second input are indices. */
  static Problem indexed(Op op, String src, String indices) {
    return new Problem(
        op + " " + src + " by " + indices,
        op,
        List.of(
            TensorDesc.of(Problems.shape(src)),
            TensorDesc.of(DType.INT64, Problems.shape(indices))));
  }
}
