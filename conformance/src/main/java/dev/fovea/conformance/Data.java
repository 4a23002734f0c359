package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** Input values, reproducible from a seed. */
enum Data {
  /** Any values from -1 to 1. */
  RANDOM,
  /** From 0.5 to 1.5, so that nothing depends on how zero or a negative value is treated. */
  POSITIVE,
  /** From -1.5 to -0.5. */
  NEGATIVE,
  /** -8 to 8: sums of products stay below 2^24, where float arithmetic is exact. */
  INTEGERS,
  /** 1 to 3, so that equal values meet. */
  TIES,
  /**
   * Weights with one 1 for each output channel; everything else in steps of 1/1024, so that adding
   * bias and residual rounds nothing.
   */
  ONE_HOT;

  /** Returns values for all inputs of an operator. */
  List<Values> inputs(Op op, List<TensorDesc> descs, long seed) {
    List<Values> inputs = new ArrayList<>();
    List<Port> ports = op.inputs();
    for (int i = 0; i < descs.size(); i++) {
      Shape shape = descs.get(i).shape();
      String port = ports.get(i).name();
      if (this == ONE_HOT && port.equals("weights")) {
        inputs.add(OneHot.weights(op, shape, seed));
      } else if (port.equals("variance")) {
        inputs.add(POSITIVE.values(shape, seed + i));
      } else if (port.equals("indices") && Indices.axis(op) >= 0) {
        int extent = descs.get(0).shape().dim(Indices.axis(op));
        inputs.add(Indices.values(shape, extent, seed + i));
      } else if (port.equals("condition")) {
        inputs.add(ONE_HOT.longs(shape, seed + i));
      } else if (descs.get(i).dtype() == DType.INT64) {
        inputs.add(longs(shape, seed + i));
      } else {
        inputs.add(values(shape, seed + i));
      }
    }
    return inputs;
  }

  /** Returns float32 values of a shape. */
  Values values(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] data = new float[Math.toIntExact(shape.elements())];
    DoubleSupplier next =
        switch (this) {
          case RANDOM -> () -> random.nextDouble() * 2 - 1;
          case POSITIVE -> () -> random.nextDouble() + 0.5;
          case NEGATIVE -> () -> -random.nextDouble() - 0.5;
          case INTEGERS -> () -> random.nextInt(17) - 8;
          case ONE_HOT -> () -> (random.nextInt(2049) - 1024) / 1024.0;
          case TIES -> () -> random.nextInt(3) + 1;
        };
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) next.getAsDouble();
    }
    return Values.of(shape, data);
  }

  /** Returns int64 values of a shape: small, since these count, choose and tell places. */
  Values longs(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] longs = new long[Math.toIntExact(shape.elements())];
    for (int i = 0; i < longs.length; i++) {
      longs[i] =
          switch (this) {
            case RANDOM, INTEGERS -> random.nextInt(17) - 8;
            case POSITIVE -> random.nextInt(8) + 1;
            case NEGATIVE -> -random.nextInt(8) - 1;
            case TIES -> random.nextInt(3) + 1;
            case ONE_HOT -> random.nextInt(2);
          };
    }
    return Values.ofLongs(shape, longs);
  }

  /** Returns a seed that depends on nothing but a name. */
  static long seed(String name) {
    long seed = 1125899906842597L;
    for (int i = 0; i < name.length(); i++) {
      seed = 31 * seed + name.charAt(i);
    }
    return seed;
  }
}
