package dev.fovea.conformance;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.Compare;
import dev.fovea.op.Compare.Function;
import dev.fovea.op.Where;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What {@link Compare} and {@link Where} must do. */
final class ChoiceContract {
  private ChoiceContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Function function : Function.values()) {
      int number = rules.size() + 1;
      rules.add(function.isLogical() ? logic(function, number) : values(function, number));
    }
    rules.add(
        new Rule(
            "compare_09_broadcasting",
            "a and b stretch to each other from the last axis on.",
            "[C,1,1] is one value per channel; both sides may stretch at once.",
            Pairings.broadcasting(new Compare(Function.LESS), DType.FLOAT32)));
    rules.add(
        new Rule(
            "compare_10_int64",
            "int64 elements are compared as such.",
            "Neighbours above 2^53 are one number in float64.",
            Arrays.stream(Function.values())
                .filter(f -> !f.isLogical())
                .map(ChoiceContract::longs)
                .toList()));
    rules.add(
        new Rule(
            "compare_11_slices",
            "a, b and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            Pairings.slices(new Compare(Function.EQUAL), DType.FLOAT32, DType.INT64)));
    rules.addAll(where());
    return rules;
  }

  private static Rule values(Function function, int number) {
    Compare op = new Compare(function);
    return new Rule(
        id(function, number),
        "dst is 1 where a is " + name(function).replace('_', ' ') + " b, otherwise 0.",
        "NaN is neither equal to, less nor greater than anything; 0 equals -0.",
        List.of(
            new ValueCheck(op, Pairings.special(), "data: special values")
                .named(op + " special values"),
            ValueCheck.of(
                    new Problem(op + " ties", op, List.of(TensorDesc.of(2, 33), TensorDesc.of(33))),
                    Data.TIES)
                .named(op + " ties")));
  }

  private static Rule logic(Function function, int number) {
    return new Rule(
        id(function, number),
        "dst is 1 where " + name(function) + " holds of a and b, otherwise 0.",
        "Whatever is not 0 is true.",
        List.of(longs(function), LongPairs.stretched(new Compare(function))));
  }

  private static String id(Function function, int number) {
    return String.format("compare_%02d_%s", number, name(function));
  }

  private static String name(Function function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  private static Check longs(Function function) {
    Compare op = new Compare(function);
    return new ValueCheck(op, LongPairs.all(), "data: special values").named(op + " special int64");
  }

  private static List<Rule> where() {
    return List.of(
        new Rule(
            "where_01_values",
            "dst = a where the condition is not 0, otherwise b.",
            "What is not chosen does not matter, NaN and infinities included.",
            List.of(special(), where("7", "7", "7"), where("2x3x4x5", "2x3x4x5", "2x3x4x5"))),
        new Rule(
            "where_02_broadcasting",
            "The condition, a and b stretch to each other from the last axis on.",
            "All three may stretch at once.",
            List.of(
                where("2x3x4x5", "scalar", "3x1x1"),
                where("3x1x1", "2x3x4x5", "scalar"),
                where("2x1x1x5", "3x4x1", "5"),
                where("scalar", "4x1", "1x5"),
                where("3x1x2", "3x700x2", "1"))),
        new Rule(
            "where_03_int64",
            "int64 elements are chosen as well.",
            "Every bit is kept, above 2^53 too.",
            List.of(longs())),
        new Rule(
            "where_04_slices",
            "The condition, a, b and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(sliced(DType.FLOAT32, "2x3x4x5"), sliced(DType.INT64, "4x5"))));
  }

  private static Problem choice(DType dtype, String condition, String a, String b) {
    return new Problem(
        "where " + condition + " " + dtype + " " + a + " " + b,
        new Where(),
        List.of(
            TensorDesc.of(DType.INT64, Problems.shape(condition)),
            TensorDesc.of(dtype, Problems.shape(a)),
            TensorDesc.of(dtype, Problems.shape(b))));
  }

  private static Check where(String condition, String a, String b) {
    Problem problem = choice(DType.FLOAT32, condition, a, b);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Check sliced(DType dtype, String b) {
    Problem problem = choice(dtype, "2x3x4x5", "2x3x4x5", b);
    return ValueCheck.of(problem, Data.RANDOM)
        .placement(Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }

  private static Check special() {
    List<Values> pairs = Pairings.special();
    long[] condition = new long[pairs.get(0).data().length];
    Arrays.setAll(condition, i -> i % 3 - 1);
    List<Values> inputs =
        List.of(Values.ofLongs(pairs.get(0).shape(), condition), pairs.get(0), pairs.get(1));
    return new ValueCheck(new Where(), inputs, "data: special values").named("special values");
  }

  private static Check longs() {
    List<Values> pairs = LongPairs.all();
    Shape shape = pairs.get(0).shape();
    long[] condition = new long[(int) shape.elements()];
    Arrays.setAll(condition, i -> i % 3 - 1);
    List<Values> inputs = List.of(Values.ofLongs(shape, condition), pairs.get(0), pairs.get(1));
    return new ValueCheck(new Where(), inputs, "data: special values").named("special int64");
  }
}
