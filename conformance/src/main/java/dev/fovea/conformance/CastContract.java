package dev.fovea.conformance;

import dev.fovea.op.Cast;
import dev.fovea.op.Cast.Target;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What {@link Cast} must do. */
final class CastContract {
  /** Around the ends of integer types, and of what float16 holds: its ties, its end, its least. */
  private static final float[] MORE = {
    1.5f, 127.9f, -128.9f, 255f, 256f, 32768f, -65537f, 0x1.fffffep30f, -0x1p31f, 0x1p32f,
    0x1.fffffep62f, -0x1p63f, 2048f, 2049f, 2050f, 2051f, 0x1.555p-2f, 65504f, 65519f, 65520f,
    -65520f, 0x1p-14f, 0x1p-24f, 0x1p-25f, 0x1.000002p-25f, 0x1.8p-24f
  };

  private CastContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Target to : Target.values()) {
      rules.add(values(to, rules.size() + 1));
    }
    List<Check> slices = new ArrayList<>();
    TensorDesc floats = TensorDesc.of(2, 3, 4, 5);
    TensorDesc longs = TensorDesc.of(DType.INT64, floats.shape());
    for (Target to : List.of(Target.FLOAT16, Target.INT64, Target.BOOL)) {
      slices.add(sliced(new Cast(to), floats));
      slices.add(sliced(new Cast(to), longs));
    }
    rules.add(
        new Rule(
            "cast_06_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            slices));
    return rules;
  }

  private static Rule values(Target to, int number) {
    float[] special = ActivationContract.SPECIAL;
    float[] floats = Arrays.copyOf(special, special.length + MORE.length);
    System.arraycopy(MORE, 0, floats, special.length, MORE.length);
    Shape count = Shape.of(LongPairs.SPECIAL.length);
    return new Rule(
        String.format("cast_%02d_%s", number, to.name().toLowerCase(Locale.ROOT)),
        "float32 and int64 become "
            + to.name().toLowerCase(Locale.ROOT)
            + ", held in "
            + to.dtype()
            + ".",
        "Integers cut towards zero and keep their low bits; floats round to even; NaN becomes 0, and"
            + " true.",
        List.of(
            check(to, Values.of(Shape.of(floats.length), floats), "special float32"),
            check(to, Values.ofLongs(count, LongPairs.SPECIAL), "special int64"),
            check(to, ActivationContract.wide(Shape.of(3, 700)), "values from -10 to 10")));
  }

  private static Check check(Target to, Values src, String name) {
    return new ValueCheck(new Cast(to), List.of(src), "data: " + name).named(name);
  }

  private static Check sliced(Cast op, TensorDesc src) {
    Problem problem = new Problem(op + " " + src, op, List.of(src));
    return ValueCheck.of(problem, Data.INTEGERS)
        .placement(ValueCheck.Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }
}
