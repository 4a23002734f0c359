package dev.fovea.conformance;

import dev.fovea.op.Unary;
import dev.fovea.op.Unary.Function;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@link Unary} must do. */
final class UnaryContract {
  /** Halves, what lies beside 1, and beside the last number with a fraction. */
  private static final float[] MORE = {
    1.5f, -1.5f, 0.3f, -0.3f, 0.99999f, -0.99999f, 1.00001f, 100.5f, -0.001f, 8388607.5f, 8388609f
  };

  private static final Set<Function> OF_INT64 =
      EnumSet.of(Function.ABS, Function.NEG, Function.SIGN, Function.NOT);

  private UnaryContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Function function : Function.values()) {
      if (function != Function.NOT) {
        rules.add(values(function, rules.size() + 1));
      }
    }
    rules.add(
        new Rule(
            String.format("unary_%02d_int64", rules.size() + 1),
            "abs, neg, sign and not are functions of int64 as well, modulo 2^64.",
            "Truth values are int64: whatever is not 0 is true.",
            OF_INT64.stream().map(UnaryContract::longs).toList()));
    rules.add(shapes(rules.size() + 1));
    return rules;
  }

  private static Rule values(Function function, int number) {
    String name = function.name().toLowerCase(Locale.ROOT);
    float[] special =
        Arrays.copyOf(ActivationContract.SPECIAL, ActivationContract.SPECIAL.length + MORE.length);
    System.arraycopy(MORE, 0, special, ActivationContract.SPECIAL.length, MORE.length);
    Unary op = new Unary(function);
    return new Rule(
        String.format("unary_%02d_%s", number, name),
        "dst = " + name + "(src), special values included.",
        "Zeros, subnormals, halves, poles, what lies outside the domain, and infinities each have a"
            + " value.",
        List.of(
            check(op, Values.of(Shape.of(special.length), special), "special values"),
            check(op, Data.RANDOM.values(Shape.of(5, 21), 3), "values from -1 to 1"),
            check(op, ActivationContract.wide(Shape.of(2, 3, 5, 7)), "values from -10 to 10")));
  }

  private static Check check(Unary op, Values src, String name) {
    return new ValueCheck(op, List.of(src), "data: " + name).named(op + " " + name);
  }

  private static Check longs(Function function) {
    Shape shape = Shape.of(LongPairs.SPECIAL.length);
    return check(new Unary(function), Values.ofLongs(shape, LongPairs.SPECIAL), "special int64");
  }

  private static Rule shapes(int number) {
    List<Check> checks = new ArrayList<>();
    for (String shape : new String[] {"scalar", "33", "2x1x17", "1x3x4x5x2", "3x1500"}) {
      TensorDesc src = TensorDesc.of(Problems.shape(shape));
      checks.add(sliced(Function.EXP, src, ValueCheck.Placement.DENSE));
    }
    TensorDesc image = TensorDesc.of(2, 3, 4, 5);
    TensorDesc longs = TensorDesc.of(DType.INT64, image.shape());
    checks.add(sliced(Function.EXP, image, ValueCheck.Placement.CHANNEL_SLICES));
    checks.add(sliced(Function.IS_NAN, image, ValueCheck.Placement.CHANNEL_SLICES));
    checks.add(sliced(Function.NEG, longs, ValueCheck.Placement.CHANNEL_SLICES));
    return new Rule(
        String.format("unary_%02d_shapes", number),
        "Any rank is accepted, a scalar included, and channel slices.",
        "Images lie image stride elements apart. " + Slice.HINT,
        checks);
  }

  private static Check sliced(Function function, TensorDesc src, ValueCheck.Placement placement) {
    Unary op = new Unary(function);
    Problem problem = new Problem(op + " " + src + " " + placement, op, List.of(src));
    return ValueCheck.of(problem, Data.RANDOM).placement(placement).named(problem.name());
  }
}
