package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** Checks that operators of two inputs share. */
final class Pairings {
  private static final String[][] STRETCHED = {
    {"2x3x4x5", "3x1x1"},
    {"3x1x1", "2x3x4x5"},
    {"4x5", "5"},
    {"2x3x4x5", "scalar"},
    {"2x3x1x5", "3x4x1"},
    {"4x1", "1x5"},
    {"1x1x1", "7"},
    {"3x700x2", "3x1x2"},
    {"2x1x3x1x2", "4x1x5x1"}
  };

  private Pairings() {}

  /** Returns pairs of special float32 values: each with each. */
  static List<Values> special() {
    float[] special = ActivationContract.SPECIAL;
    int count = special.length;
    float[] a = new float[count * count];
    float[] b = new float[count * count];
    for (int i = 0; i < a.length; i++) {
      a[i] = special[i / count];
      b[i] = special[i % count];
    }
    Shape shape = Shape.of(count, count);
    return List.of(Values.of(shape, a), Values.of(shape, b));
  }

  static Check check(Op op, TensorDesc a, TensorDesc b) {
    Problem problem = new Problem(op + " " + a + " " + b, op, List.of(a, b));
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  static List<Check> broadcasting(Op op, DType dtype) {
    List<Check> checks = new ArrayList<>();
    for (String[] shapes : STRETCHED) {
      TensorDesc a = TensorDesc.of(dtype, Problems.shape(shapes[0]));
      checks.add(check(op, a, TensorDesc.of(dtype, Problems.shape(shapes[1]))));
    }
    return checks;
  }

  static List<Check> slices(Op op, DType... dtypes) {
    List<Check> checks = new ArrayList<>();
    Shape shape = Shape.of(2, 3, 4, 5);
    for (DType dtype : dtypes) {
      TensorDesc whole = TensorDesc.of(dtype, shape);
      for (Shape other : List.of(shape, Shape.of(4, 5), Shape.of(2, 3, 1, 1))) {
        List<TensorDesc> inputs = List.of(whole, TensorDesc.of(dtype, other));
        Problem problem = new Problem(op + " " + inputs, op, inputs);
        checks.add(
            ValueCheck.of(problem, Data.TIES)
                .placement(ValueCheck.Placement.CHANNEL_SLICES)
                .named(problem.name() + " in slices"));
      }
    }
    return checks;
  }
}
