package dev.fovea.conformance;

import dev.fovea.op.Activation;
import dev.fovea.op.PRelu;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@link Activation} and {@link PRelu} must do. */
final class ActivationContract {
  /**
   * Zeros, subnormals, where functions bend, where exponentials saturate, and what is no number.
   */
  static final float[] SPECIAL = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    1e-20f,
    -1e-20f,
    1e-4f,
    -1e-4f,
    0.5f,
    -0.5f,
    1f,
    -1f,
    2.5f,
    -2.5f,
    3f,
    -3f,
    6f,
    -6f,
    9f,
    -9f,
    -13.5f,
    17f,
    -17f,
    40f,
    -40f,
    87f,
    -87f,
    88.8f,
    -88.8f,
    103f,
    -103f,
    200f,
    -200f,
    1e10f,
    -1e10f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  private static final List<Activation> ALL =
      List.of(
          Activation.identity(),
          Activation.relu(),
          Activation.leakyRelu(0.1f),
          Activation.clip(0, 6),
          Activation.sigmoid(),
          Activation.tanh(),
          Activation.hardSigmoid(0.2f, 0.5f),
          Activation.hardSwish(),
          Activation.silu(),
          Activation.elu(1));

  private static final List<Activation> MORE =
      List.of(
          Activation.celu(2),
          Activation.selu(1.6732632f, 1.050701f),
          Activation.softplus(),
          Activation.softsign(),
          Activation.gelu(),
          Activation.geluTanh(),
          Activation.mish(),
          Activation.thresholdedRelu(1),
          Activation.shrink(0.5f, 0.5f));

  private ActivationContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    ALL.forEach(op -> rules.add(values(op, rules.size() + 1)));
    rules.add(coefficients());
    rules.add(shapes());
    MORE.forEach(op -> rules.add(values(op, rules.size() + 1)));
    rules.add(prelu());
    rules.add(preluShapes());
    rules.add(preluSlices());
    return rules;
  }

  private static Rule values(Activation op, int number) {
    String name = op.function().name().toLowerCase(Locale.ROOT);
    return new Rule(
        String.format("activation_%02d_%s", number, name),
        "dst = " + name + "(src), special values included; NaN gives NaN.",
        "Zeros of both signs, subnormals, bends, saturation and infinities each have a value.",
        List.of(
            check(op, Values.of(Shape.of(SPECIAL.length), SPECIAL), "special values"),
            check(op, wide(Shape.of(2, 3, 5, 7)), "values from -10 to 10")));
  }

  private static Check check(Activation op, Values src, String name) {
    return new ValueCheck(op, List.of(src), "data: " + name).named(op + " " + name);
  }

  static Values wide(Shape shape) {
    float[] data = Data.RANDOM.values(shape, 11).data();
    for (int i = 0; i < data.length; i++) {
      data[i] *= 10;
    }
    return Values.of(shape, data);
  }

  private static Rule coefficients() {
    List<Check> checks = new ArrayList<>();
    for (Activation op :
        List.of(
            Activation.leakyRelu(0),
            Activation.leakyRelu(-1.5f),
            Activation.clip(-1, 1),
            Activation.clip(Float.NEGATIVE_INFINITY, 2),
            Activation.clip(3, Float.POSITIVE_INFINITY),
            Activation.clip(2, 1),
            Activation.hardSigmoid(1f / 6, 0.5f),
            Activation.elu(0.3f),
            Activation.celu(0.3f),
            Activation.selu(-0.5f, 3),
            Activation.thresholdedRelu(-2),
            Activation.shrink(2, -1),
            Activation.shrink(-1, 0.5f))) {
      checks.add(check(op, wide(Shape.of(3, 11)), "values from -10 to 10"));
    }
    return new Rule(
        "activation_11_coefficients",
        "Coefficients are honoured, unusual ones too.",
        "clip with min above max gives max everywhere (ONNX Clip-13).",
        checks);
  }

  private static Rule shapes() {
    List<Check> checks = new ArrayList<>();
    for (Shape shape :
        List.of(
            Shape.of(), Shape.of(1), Shape.of(33), Shape.of(2, 1, 17), Shape.of(1, 3, 4, 5, 2))) {
      checks.add(check(Activation.tanh(), wide(shape), shape.toString()));
    }
    Problem sliced = new Problem("slices", Activation.tanh(), List.of(TensorDesc.of(2, 3, 4, 5)));
    checks.add(
        ValueCheck.of(sliced, Data.RANDOM)
            .placement(ValueCheck.Placement.CHANNEL_SLICES)
            .named("[2,3,4,5] in slices"));
    return new Rule(
        "activation_12_shapes",
        "Any rank is accepted, a scalar included, and channel slices.",
        "Elements are counted image by image; rank 0 is one image of one element.",
        checks);
  }

  private static Rule prelu() {
    PRelu op = new PRelu(Shape.of(1));
    List<Check> checks = new ArrayList<>();
    for (float slope : new float[] {0.25f, 0, -2, 1.5f}) {
      checks.add(
          new ValueCheck(
                  op,
                  List.of(
                      Values.of(Shape.of(SPECIAL.length), SPECIAL), Values.of(Shape.of(1), slope)),
                  "data: special values")
              .named("slope " + slope));
    }
    return new Rule(
        "prelu_01_values",
        "dst = src for src >= 0, slope src otherwise; NaN gives NaN.",
        "The product of zero and an infinity is NaN, as IEEE 754 says.",
        checks);
  }

  private static Rule preluShapes() {
    List<Check> checks = new ArrayList<>();
    for (Shape slope :
        List.of(Shape.of(3, 1, 1), Shape.of(5), Shape.of(4, 1), Shape.of(1, 3, 4, 5), Shape.of())) {
      Problem problem =
          new Problem(
              "prelu " + slope,
              new PRelu(slope),
              List.of(TensorDesc.of(2, 3, 4, 5), TensorDesc.of(slope)));
      checks.add(ValueCheck.of(problem, Data.RANDOM).named("slope " + slope));
    }
    return new Rule(
        "prelu_02_broadcasting",
        "The slope broadcasts to src's shape from the last axis on.",
        "[C,1,1] is one slope per channel; [W] is one per column.",
        checks);
  }

  private static Rule preluSlices() {
    Shape shape = Shape.of(2, 3, 4, 5);
    Problem problem =
        new Problem(
            "prelu slices", new PRelu(shape), List.of(TensorDesc.of(shape), TensorDesc.of(shape)));
    return new Rule(
        "prelu_03_slices",
        "src, slope and dst may be channel slices; the slope may be variable, and is read in every run.",
        "Images lie image stride elements apart. " + Slice.HINT,
        List.of(
            ValueCheck.of(problem, Data.RANDOM)
                .placement(ValueCheck.Placement.CHANNEL_SLICES)
                .named("src and dst in slices"),
            ValueCheck.of(problem, Data.RANDOM)
                .placement(ValueCheck.Placement.WEIGHTS_IN_SLICES)
                .named("slope in a slice"),
            ValueCheck.of(problem, Data.RANDOM)
                .placement(ValueCheck.Placement.WEIGHTS_IN_SLICES)
                .options(PlanOptions.DEFAULT.variable("slope"))
                .named("variable slope in a slice"),
            new Check("variable slope changes", new ChangingInput(problem, "slope"))));
  }
}
