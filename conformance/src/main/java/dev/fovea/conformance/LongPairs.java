package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Pairs of int64 values: each of some special ones with each. */
final class LongPairs {
  /** Around 0, around what 32 bits and float64 hold, and the ends. */
  static final long[] SPECIAL = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    -7,
    63,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 53 | 1,
    -(1L << 53 | 1),
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private LongPairs() {}

  /** Returns the first and the second of each pair. */
  static List<Values> all() {
    int count = SPECIAL.length;
    long[] a = new long[count * count];
    long[] b = new long[count * count];
    for (int i = 0; i < a.length; i++) {
      a[i] = SPECIAL[i / count];
      b[i] = SPECIAL[i % count];
    }
    Shape shape = Shape.of(a.length);
    return List.of(Values.ofLongs(shape, a), Values.ofLongs(shape, b));
  }

  /** Returns a check of an operator of two int64 inputs, the second stretched. */
  static Check stretched(Op op) {
    List<TensorDesc> inputs =
        List.of(
            TensorDesc.of(DType.INT64, Shape.of(2, 3, 4)),
            TensorDesc.of(DType.INT64, Shape.of(3, 1)));
    return ValueCheck.of(new Problem(op + " int64", op, inputs), Data.INTEGERS)
        .named(op + " of int64[2,3,4] and int64[3,1]");
  }
}
