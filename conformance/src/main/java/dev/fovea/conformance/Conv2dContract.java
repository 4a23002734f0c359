package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Port;
import dev.fovea.spi.PlanOptions;
import java.util.ArrayList;
import java.util.List;

/** What {@link Conv2d} must do; each rule varies one feature and leaves the others at rest. */
final class Conv2dContract {
  private static final Shapes SHAPES = Shapes.load("conv2d");

  private Conv2dContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    rules.add(
        sums(
            "conv2d_01_plain",
            "A kernel of any size over a map of any size gives the sum of products.",
            "Sizes stand at 1, at primes and on both sides of tiles of 8, 16 and 32; look at tails."));
    rules.add(
        sums(
            "conv2d_02_stride",
            "Output (oh, ow) reads from row oh strideH and column ow strideW on.",
            "Strides differ in h and w, and exceed the kernel: rows between windows are never read."));
    rules.add(
        sums(
            "conv2d_03_padding",
            "Positions outside src count as zero.",
            "Padding may exceed the kernel; a window with no tap inside gives zero."));
    rules.add(
        new Rule(
            "conv2d_04_bias",
            "bias[oc] is added to each output of channel oc once.",
            "Bias is packed with the weights or given at run time; look at both, and at tails of oc.",
            join(SHAPES.sums("conv2d_04_bias"), variable("conv2d_04_bias", "bias"))));
    rules.add(
        sums(
            "conv2d_05_dilation",
            "Taps lie dilationH rows and dilationW columns apart.",
            "Dilations differ in h and w; the extent is (kernel - 1) dilation + 1."));
    rules.add(
        sums(
            "conv2d_06_groups",
            "Output channels of group g read the input channels of group g alone.",
            "g = oc / (outChannels / groups), whole division; more than one input channel each."));
    rules.add(
        sums(
            "conv2d_07_asymmetric_padding",
            "Each side is padded on its own; SAME_UPPER puts an odd row or column at the end,"
                + " SAME_LOWER at the beginning.",
            "Only begin padding moves windows; end padding only adds some."));
    rules.add(
        sums(
            "conv2d_08_depthwise",
            "With groups = inChannels, output channel oc reads input channel oc / multiplier.",
            "Depthwise kernels are separate code; kernels of one input channel are neighbours."));
    rules.add(
        sums(
            "conv2d_09_true_convolution",
            "Mode CONVOLUTION reads the kernel turned by 180 degrees, channels in their order.",
            "Both axes turn; ic does not."));
    rules.add(longSums());
    rules.add(activation());
    rules.add(residual());
    rules.add(
        sums(
            "conv2d_13_batch",
            "Every image of a batch is computed from its own values.",
            "Odd batches too: kernels that take two images at once leave one."));
    rules.add(slices());
    rules.add(variableParameters());
    rules.add(
        new Rule(
            "conv2d_16_nan_and_infinity",
            "An output that reads NaN is NaN, one that reads an infinity follows IEEE 754, and every"
                + " other stays finite, beside padding too.",
            "Padding that is read and multiplied by zero turns an infinity into NaN.",
            NonFinite.sums(SHAPES.of("conv2d_16_nan_and_infinity"))));
    rules.addAll(Conv2dProperties.rules(SHAPES));
    return rules;
  }

  private static Rule sums(String id, String requirement, String reason) {
    return new Rule(id, requirement, reason, SHAPES.sums(id));
  }

  private static Rule longSums() {
    String id = "conv2d_10_long_sums";
    return new Rule(
        id,
        "Sums around 4,608 products are complete, and as accurate as the plan promises.",
        "The bound of a long sum is wide enough to hide a lost tap: integers and one-hot weights"
            + " show it. Positive values show a promise of fewer products than are summed.",
        join(SHAPES.sums(id), SHAPES.checks(id, Data.POSITIVE)));
  }

  private static Rule activation() {
    String id = "conv2d_11_activation";
    return new Rule(
        id,
        "A fused activation is applied to the finished sum.",
        "The bound is the sum's times the Lipschitz constant, and the declared ULPs.",
        join(
            SHAPES.checks(id, Data.RANDOM),
            SHAPES.checks(
                id,
                p -> p.name().contains("act=relu") || p.name().contains("act=clip"),
                Data.INTEGERS)));
  }

  private static Rule residual() {
    String id = "conv2d_12_residual";
    return new Rule(
        id,
        "A residual is added before the activation; it may be dst's own memory.",
        "A kernel that clears or partly stores dst before it reads the residual loses it.",
        join(SHAPES.sums(id), inPlace(SHAPES, id)));
  }

  private static Rule slices() {
    String id = "conv2d_14_channel_slices";
    return new Rule(
        id,
        "src, weights, residual and dst may be channel slices of larger tensors.",
        "Images, and kernels of weights, lie image stride elements apart, and no two tensors need the"
            + " same. "
            + Slice.HINT,
        join(sliced(SHAPES, id, Data.INTEGERS, Data.RANDOM), slicedWeights(SHAPES, id)));
  }

  /** Returns checks of those of a rule's problems that have a residual, in dst's own memory. */
  static List<Check> inPlace(Shapes shapes, String id) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : shapes.of(id)) {
      if (problem.name().contains(" residual")) {
        checks.add(
            ValueCheck.of(problem, Data.INTEGERS)
                .placement(Placement.RESIDUAL_IN_DST)
                .named(Shapes.name(id, problem, "in place")));
        // One image is dense wherever it lies.
        if (problem.inputs().get(0).images() > 1) {
          checks.add(
              ValueCheck.of(problem, Data.INTEGERS)
                  .placement(Placement.RESIDUAL_IN_SLICED_DST)
                  .named(Shapes.name(id, problem, "in place in slices")));
        }
      }
    }
    return checks;
  }

  /** Returns checks of a rule's problems with parameters in channel slices, constant or not. */
  static List<Check> slicedWeights(Shapes shapes, String id) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : shapes.of(id)) {
      ValueCheck constant =
          ValueCheck.of(problem, Data.INTEGERS).placement(Placement.WEIGHTS_IN_SLICES);
      checks.add(constant.named(Shapes.name(id, problem, "weights in slices")));
      ValueCheck variable =
          ValueCheck.of(problem, Data.INTEGERS)
              .placement(Placement.WEIGHTS_IN_SLICES)
              .options(PlanOptions.DEFAULT.variable("weights"));
      checks.add(variable.named(Shapes.name(id, problem, "variable weights in slices")));
    }
    return checks;
  }

  /** Returns checks of a rule's problems with all but the parameters in channel slices. */
  static List<Check> sliced(Shapes shapes, String id, Data... kinds) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : shapes.of(id)) {
      for (Data data : kinds) {
        checks.add(
            ValueCheck.of(problem, data)
                .placement(Placement.CHANNEL_SLICES)
                .named(Shapes.name(id, problem, data + " in slices")));
      }
    }
    return checks;
  }

  private static List<Check> variable(String id, String port) {
    return variable(SHAPES, id, port);
  }

  /**
   * Returns checks of a rule's problems with those of the parameters given at run time that it
   * takes.
   */
  static List<Check> variable(Shapes shapes, String id, String... ports) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : shapes.of(id)) {
      String[] taken =
          problem.op().inputs().stream()
              .map(Port::name)
              .filter(List.of(ports)::contains)
              .toArray(String[]::new);
      for (Data data : List.of(Data.RANDOM, Data.INTEGERS)) {
        checks.add(
            ValueCheck.of(problem, data)
                .options(PlanOptions.DEFAULT.variable(taken))
                .named(Shapes.name(id, problem, data + " variable " + String.join(",", taken))));
      }
    }
    return checks;
  }

  private static Rule variableParameters() {
    String id = "conv2d_15_variable_parameters";
    List<Check> changing = new ArrayList<>();
    for (Problem problem : SHAPES.of(id)) {
      changing.add(
          new Check(
              Shapes.name(id, problem, "weights change"), new ChangingInput(problem, "weights")));
    }
    return new Rule(
        id,
        "Parameters named variable are read in every run.",
        "They may not be packed at build, nor kept from the run before. Hand PlanOptions on to"
            + " Plan.of.",
        join(variable(id, "weights"), changing));
  }
}
