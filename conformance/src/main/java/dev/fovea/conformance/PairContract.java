package dev.fovea.conformance;

import dev.fovea.op.Arithmetic;
import dev.fovea.op.Arithmetic.Function;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@link Arithmetic} must do. */
final class PairContract {
  private PairContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Function function : Function.values()) {
      if (function != Function.MOD) {
        rules.add(values(function, rules.size() + 1));
      }
    }
    rules.add(
        new Rule(
            "arithmetic_08_broadcasting",
            "a and b stretch to each other from the last axis on.",
            "[C,1,1] is one value per channel; both sides may stretch at once.",
            Pairings.broadcasting(new Arithmetic(Function.SUB), DType.FLOAT32)));
    rules.add(
        new Rule(
            "arithmetic_09_int64",
            "int64 is computed exactly, modulo 2^64; quotients are cut towards zero, x / 0 is 0, x mod"
                + " 0 is x.",
            "A division by zero, or of -2^63 by -1, must not trap.",
            longs()));
    rules.add(
        new Rule(
            "arithmetic_10_mixed_powers",
            "An exponent may be of the other type than its base, whose type dst has.",
            "An int64 result is cut towards zero.",
            List.of(
                power(TensorDesc.of(2, 3, 5), longs(2, 3, 5)),
                power(TensorDesc.of(2, 3, 5), longs(1)),
                power(longs(2, 3, 5), TensorDesc.of(3, 1)))));
    rules.add(
        new Rule(
            "arithmetic_11_slices",
            "a, b and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            Pairings.slices(new Arithmetic(Function.MUL), DType.FLOAT32, DType.INT64)));
    return rules;
  }

  private static Rule values(Function function, int number) {
    String name = function.name().toLowerCase(Locale.ROOT);
    Arithmetic op = new Arithmetic(function);
    return new Rule(
        String.format("arithmetic_%02d_%s", number, name),
        "dst = " + name + "(a, b), special values included.",
        "Each special value meets each.",
        List.of(
            new ValueCheck(op, Pairings.special(), "data: special values")
                .named(op + " special values"),
            Pairings.check(op, TensorDesc.of(2, 33), TensorDesc.of(2, 33))));
  }

  private static List<Check> longs() {
    List<Check> checks = new ArrayList<>();
    for (Function function : Function.values()) {
      Arithmetic op = new Arithmetic(function);
      checks.add(
          new ValueCheck(op, LongPairs.all(), "data: special values").named(op + " special int64"));
      checks.add(LongPairs.stretched(op));
    }
    return checks;
  }

  private static TensorDesc longs(int... dims) {
    return TensorDesc.of(DType.INT64, Shape.of(dims));
  }

  private static Check power(TensorDesc a, TensorDesc b) {
    return Pairings.check(new Arithmetic(Function.POW), a, b);
  }
}
