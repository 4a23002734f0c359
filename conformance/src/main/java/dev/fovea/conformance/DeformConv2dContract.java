package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.Conv2d;
import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Port;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link DeformConv2d} must do; all rules but the second keep offsets whole. */
final class DeformConv2dContract {
  private static final Window2d THREE = Window2d.of(3).pad(1);

  private DeformConv2dContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "deform_conv2d_01_at_rest",
            "Without offsets it is a convolution: stride, dilation and padding as there.",
            "The position of a tap is oh strideH - padTop + kh dilationH, before it is moved.",
            join(
                atRest("1x2x5x6", of(2, 3, THREE)),
                atRest(
                    "2x1x9x8",
                    of(
                        1,
                        2,
                        new Window2d(
                            new Size2d(3, 2),
                            new Size2d(2, 1),
                            new Size2d(1, 2),
                            Padding.of(1, 0, 2, 1)))),
                atRest("1x3x4x4", of(3, 2, Window2d.of(1)).bias(false)))),
        new Rule(
            "deform_conv2d_02_offsets",
            "A tap reads between the four values around the place it is moved to; those outside"
                + " count as zero.",
            "Offsets are pairs: rows first, then columns, for every tap.",
            List.of(
                check(problem("1x2x5x6", of(2, 3, THREE)), Data.RANDOM),
                check(problem("2x3x7x4", of(3, 2, Window2d.of(2).stride(2))), Data.RANDOM),
                scaled(problem("1x2x6x5", of(2, 2, THREE)), 4),
                check(problem("1x40x9x9", of(40, 20, THREE)), Data.RANDOM))),
        new Rule(
            "deform_conv2d_03_mask",
            "Every tap is multiplied by its own mask, shared by a group of offsets.",
            "Masks have half as many channels as offsets.",
            List.of(masked(problem("2x4x5x6", of(4, 3, THREE).groups(1, 2).mask(true))))),
        new Rule(
            "deform_conv2d_04_groups",
            "Groups of channels and groups of offsets divide the input channels independently.",
            "Channel c has the offsets of group c / (inChannels / offsetGroups).",
            join(
                whole("1x4x6x5", of(4, 2, THREE).groups(1, 4)),
                whole("2x6x5x5", of(6, 4, THREE).groups(2, 3)),
                whole("1x6x5x4", of(6, 3, Window2d.of(2)).groups(3, 2).bias(false)))),
        new Rule(
            "deform_conv2d_05_variable_parameters",
            "Parameters named variable are read in every run.",
            "They may not be packed at build. Hand PlanOptions on to Plan.of.",
            variable("1x2x5x6", of(2, 3, THREE))),
        new Rule(
            "deform_conv2d_06_slices",
            "All tensors may be channel slices of larger ones.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(
                whole(problem("2x2x5x6", of(2, 3, THREE).mask(true)))
                    .placement(Placement.CHANNEL_SLICES)
                    .named("in slices"),
                whole(problem("2x2x4x4", of(2, 3, THREE)))
                    .placement(Placement.WEIGHTS_IN_SLICES)
                    .named("weights in slices"))),
        new Rule(
            "deform_conv2d_07_nan_and_infinity",
            "An output that reads NaN is NaN, and one that reads none stays finite; a NaN offset"
                + " gives NaN.",
            "A value that weighs nothing must not be multiplied by 0.",
            join(
                NonFinite.checks(
                    List.of(problem("1x1x4x5", of(1, 2, Window2d.of(2)))), Data.INTEGERS),
                nanOffset())));
  }

  private static DeformConv2d of(int in, int out, Window2d window) {
    return DeformConv2d.of(in, out, window);
  }

  /** Returns a problem; the shapes of its other inputs follow from the operator and src. */
  static Problem problem(String src, DeformConv2d op) {
    return problem(op + " " + src, Problems.shape(src), op);
  }

  /** As {@link #problem(String, DeformConv2d)}, with a name of its own. */
  static Problem problem(String name, Shape src, DeformConv2d op) {
    Shape dst =
        Conv2d.of(op.inChannels(), op.outChannels(), op.window())
            .bias(false)
            .infer(
                List.of(
                    TensorDesc.of(src), TensorDesc.of(op.weightsShape().with(1, op.inChannels()))))
            .get(0)
            .shape();
    int taps = op.offsetGroups() * op.window().kernel().area();
    List<TensorDesc> inputs = new ArrayList<>();
    inputs.add(TensorDesc.of(src));
    inputs.add(TensorDesc.of(op.weightsShape()));
    inputs.add(TensorDesc.of(dst.with(1, 2 * taps)));
    if (op.bias()) {
      inputs.add(TensorDesc.of(op.outChannels()));
    }
    if (op.mask()) {
      inputs.add(TensorDesc.of(dst.with(1, taps)));
    }
    return new Problem(name, op, inputs);
  }

  private static Check check(Problem problem, Data data) {
    return ValueCheck.of(problem, data).named(problem.name() + " " + data);
  }

  private static ValueCheck whole(Problem problem) {
    return ValueCheck.of(problem, Data.INTEGERS);
  }

  private static List<Check> whole(String src, DeformConv2d op) {
    return List.of(check(problem(src, op), Data.INTEGERS));
  }

  private static List<Check> atRest(String src, DeformConv2d op) {
    Problem problem = problem(src, op);
    List<Check> checks = new ArrayList<>();
    for (Data data : List.of(Data.RANDOM, Data.INTEGERS)) {
      List<Values> inputs = data.inputs(op, problem.inputs(), 5);
      Arrays.fill(inputs.get(2).data(), 0);
      checks.add(
          new ValueCheck(op, inputs, "data: " + data + ", no offsets")
              .named(problem.name() + " " + data));
    }
    return checks;
  }

  /** Masks are random; offsets are none, so that this rule is about masks alone. */
  private static Check masked(Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 6);
    Arrays.fill(inputs.get(2).data(), 0);
    return new ValueCheck(problem.op(), inputs, "data: random, no offsets").named(problem.name());
  }

  /** Offsets reach far outside. */
  private static Check scaled(Problem problem, float factor) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 7);
    float[] offsets = inputs.get(2).data();
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] *= factor;
    }
    String name = problem.name() + " far offsets";
    return new ValueCheck(problem.op(), inputs, "data: random, offsets times " + factor)
        .named(name);
  }

  private static List<Check> variable(String src, DeformConv2d op) {
    Problem problem = problem(src, op);
    String[] parameters =
        op.inputs().stream().filter(Port::isParameter).map(Port::name).toArray(String[]::new);
    return List.of(
        whole(problem)
            .options(PlanOptions.DEFAULT.variable(parameters))
            .named(problem.name() + " all variable"),
        new Check(problem.name() + " weights change", new ChangingInput(problem, "weights")));
  }

  private static List<Check> nanOffset() {
    Problem problem = problem("1x1x4x5", of(1, 2, Window2d.of(2)));
    List<Check> checks = new ArrayList<>();
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
      List<Values> inputs = Data.INTEGERS.inputs(problem.op(), problem.inputs(), 8);
      inputs.get(2).data()[17] = value;
      checks.add(
          new ValueCheck(problem.op(), inputs, "data: integers, one offset " + value)
              .named(problem.name() + " offset " + value));
    }
    return checks;
  }
}
