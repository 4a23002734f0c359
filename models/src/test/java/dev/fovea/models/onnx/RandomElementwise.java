package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.text;

import dev.fovea.models.support.Models;
import java.util.List;
import java.util.function.Consumer;

/** Random functions, arithmetic, comparisons, choices and conversions, element by element. */
final class RandomElementwise {
  private RandomElementwise() {}

  /** Takes an operator, the oldest opset that has it, and what makes a node. */
  interface Recipes {
    void add(String operator, int since, Consumer<RandomCase> make);
  }

  static void addTo(Recipes recipes) {
    for (String operator : List.of("Abs", "Neg")) {
      recipes.add(operator, 7, RandomElementwise::signed);
    }
    recipes.add("Sign", 9, RandomElementwise::signed);
    for (String operator : List.of("Exp", "Floor", "Ceil", "Sin", "Cos", "Tan", "Atan")) {
      recipes.add(operator, 7, made -> unary(made, -3, 3));
    }
    for (String operator : List.of("Sinh", "Cosh", "Asinh", "Erf")) {
      recipes.add(operator, 9, made -> unary(made, -3, 3));
    }
    recipes.add("Round", 11, RandomElementwise::halves);
    recipes.add("Asin", 7, made -> unary(made, -1, 1));
    recipes.add("Acos", 7, made -> unary(made, -1, 1));
    recipes.add("Atanh", 9, made -> unary(made, -1, 1));
    recipes.add("Acosh", 9, made -> unary(made, 1, 5));
    for (String operator : List.of("Log", "Sqrt", "Reciprocal")) {
      recipes.add(operator, 7, made -> unary(made, 0.1f, 4));
    }
    recipes.add("IsNaN", 9, RandomElementwise::special);
    recipes.add("IsInf", 10, RandomElementwise::infinite);
    recipes.add("Not", 7, RandomElementwise::not);
    activations(recipes);
    for (String operator : List.of("Sub", "Mul", "Div")) {
      recipes.add(operator, 7, made -> arithmetic(made, 7));
    }
    recipes.add("Pow", 7, made -> arithmetic(made, 12));
    recipes.add("Mod", 10, RandomElementwise::mod);
    recipes.add("Min", 7, made -> many(made, 12));
    recipes.add("Max", 7, made -> many(made, 12));
    recipes.add("Sum", 7, made -> many(made, 99));
    recipes.add("Mean", 7, made -> many(made, 99));
    for (String operator : List.of("And", "Or", "Xor")) {
      recipes.add(operator, 7, RandomElementwise::logic);
    }
    recipes.add("Equal", 11, made -> compare(made, 7));
    recipes.add("Less", 7, made -> compare(made, 9));
    recipes.add("Greater", 7, made -> compare(made, 9));
    recipes.add("LessOrEqual", 12, made -> compare(made, 12));
    recipes.add("GreaterOrEqual", 12, made -> compare(made, 12));
    recipes.add("Where", 9, RandomElementwise::where);
    recipes.add("Cast", 7, RandomElementwise::cast);
    recipes.add("CastLike", 15, RandomElementwise::castLike);
  }

  private static void activations(Recipes recipes) {
    recipes.add("Softplus", 7, made -> unary(made, -40, 40));
    recipes.add("Softsign", 7, made -> unary(made, -9, 9));
    recipes.add("Mish", 18, made -> unary(made, -9, 9));
    recipes.add("Selu", 7, made -> coefficients(made, "alpha", "gamma"));
    recipes.add("Celu", 12, made -> coefficients(made, "alpha"));
    recipes.add("ThresholdedRelu", 10, made -> coefficients(made, "alpha"));
    recipes.add("Shrink", 9, made -> coefficients(made, "lambd", "bias"));
    recipes.add("Gelu", 20, RandomElementwise::gelu);
  }

  private static void unary(RandomCase made, float from, float to) {
    int[] dims = made.dims(made.between(1, 4), 5);
    made.input("x", false, dims, made.values(dims, from, to));
  }

  private static void signed(RandomCase made) {
    if (made.chance(30)) {
      made.fedLongs("x", made.dims(made.between(1, 4), 4)).output(Models.INT64);
    } else {
      unary(made, -2, 2);
    }
  }

  private static void halves(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 5);
    float[] values = made.values(dims, -4, 4);
    for (int i = 0; i < values.length; i++) {
      values[i] = made.chance(50) ? Math.round(values[i]) + 0.5f : values[i];
    }
    made.input("x", false, dims, values);
  }

  private static void special(RandomCase made) {
    int[] dims = made.dims(made.between(1, 3), 5);
    float[] values = made.values(dims, -2, 2);
    float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int i = 0; i < values.length; i++) {
      values[i] = made.chance(50) ? special[made.between(0, 2)] : values[i];
    }
    made.input("x", false, dims, values).output(Models.BOOL);
  }

  private static void infinite(RandomCase made) {
    special(made);
    if (made.chance(50)) {
      made.with(integer(made.chance(50) ? "detect_positive" : "detect_negative", 0));
    }
  }

  private static void coefficients(RandomCase made, String... names) {
    unary(made, -4, 4);
    for (String name : names) {
      if (made.chance(60)) {
        made.with(number(name, 0.1f + made.random.nextFloat() * 2));
      }
    }
  }

  private static void gelu(RandomCase made) {
    unary(made, -6, 6);
    if (made.chance(70)) {
      made.with(text("approximate", made.chance(50) ? "tanh" : "none"));
    }
  }

  private static void not(RandomCase made) {
    made.fedBools("x", made.dims(made.between(1, 4), 5)).output(Models.BOOL);
  }

  /** Bases and divisors are positive: no power is NaN, and no integer is divided by zero. */
  private static void arithmetic(RandomCase made, int int64Since) {
    int[] dims = made.dims(made.between(1, 4), 4);
    int[] a = RandomNodes.stretched(made, dims);
    int[] b = RandomNodes.stretched(made, dims);
    if (made.opset >= int64Since && made.chance(30)) {
      made.fedLongs("a", 0, 9, a).fedLongs("b", 1, 9, b).output(Models.INT64);
    } else {
      made.input("a", false, a, made.values(a, 0.1f, 2));
      made.input("b", made.chance(50), b, made.values(b, 0.1f, 2));
    }
  }

  private static void mod(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    int[] a = RandomNodes.stretched(made, dims);
    int[] b = RandomNodes.stretched(made, dims);
    if (made.chance(60)) {
      boolean negative = made.chance(50);
      made.fedLongs("a", -9, 9, a);
      made.fedLongs("b", negative ? -5 : 1, negative ? -1 : 5, b).output(Models.INT64);
      made.with(integer("fmod", made.between(0, 1)));
    } else {
      made.input("a", false, a, made.values(a, -4, 4));
      made.input("b", false, b, made.values(b, 0.5f, 2));
      made.with(integer("fmod", 1));
    }
  }

  private static void many(RandomCase made, int int64Since) {
    int[] dims = made.dims(made.between(1, 4), 4);
    boolean longs = made.opset >= int64Since && made.chance(30);
    int count = made.between(1, 4);
    for (int i = 0; i < count; i++) {
      // Equal shapes before opset 8.
      int[] part = made.opset < 8 ? dims : RandomNodes.stretched(made, dims);
      if (longs) {
        made.fedLongs("x" + i, part).output(Models.INT64);
      } else {
        made.input("x" + i, i > 0, part);
      }
    }
  }

  private static void logic(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    made.fedBools("a", RandomNodes.stretched(made, dims));
    made.fedBools("b", RandomNodes.stretched(made, dims)).output(Models.BOOL);
  }

  private static void compare(RandomCase made, int int64Since) {
    int[] dims = made.dims(made.between(1, 4), 4);
    int[] a = RandomNodes.stretched(made, dims);
    int[] b = RandomNodes.stretched(made, dims);
    made.output(Models.BOOL);
    if (made.opset >= int64Since && made.chance(40)) {
      made.fedLongs("a", 0, 3, a).fedLongs("b", 0, 3, b);
    } else {
      made.input("a", false, a, whole(made.values(a, -2, 2)));
      made.input("b", made.chance(50), b, whole(made.values(b, -2, 2)));
    }
  }

  private static float[] whole(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(values[i]);
    }
    return values;
  }

  private static void where(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    made.fedBools("condition", RandomNodes.stretched(made, dims));
    int[] a = RandomNodes.stretched(made, dims);
    int[] b = RandomNodes.stretched(made, dims);
    if (made.chance(30)) {
      made.fedLongs("a", a).fedLongs("b", b).output(Models.INT64);
    } else {
      made.input("a", true, a).input("b", true, b);
    }
  }

  private static void castLike(RandomCase made) {
    convertible(made);
    switch (made.between(0, 2)) {
      case 0 -> made.fedLongs("like", 1).output(Models.INT64);
      case 1 -> made.fedBools("like", 1).output(Models.BOOL);
      default -> made.input("like", false, 1).output(Models.FLOAT);
    }
  }

  private static void cast(RandomCase made) {
    int[] types = {Models.FLOAT, Models.INT64, Models.INT32, Models.BOOL};
    int to = types[made.between(0, types.length - 1)];
    made.output(to).with(integer("to", to));
    convertible(made);
  }

  private static void convertible(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 5);
    switch (made.between(0, 2)) {
      case 0 -> made.fedLongs("x", dims);
      case 1 -> made.fedBools("x", dims);
      default -> made.input("x", false, dims, made.values(dims, -3, 3));
    }
  }
}
