package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What {@link Dense} must do. */
final class DenseContract {
  private static final Shapes SHAPES = Shapes.load("dense");

  private DenseContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "dense_01_plain",
            "Each result is the sum of products with one row of the weights.",
            "Sizes stand at 1, at primes, on both sides of tiles, and at a long sum.",
            join(
                SHAPES.sums("dense_01_plain"),
                SHAPES.checks("dense_01_plain", p -> p.name().contains("in4609"), Data.POSITIVE))),
        new Rule(
            "dense_02_bias",
            "bias[o] is added to result o of every image once; it may be variable.",
            "Bias is packed with the weights or given at run time; look at both.",
            join(
                SHAPES.sums("dense_02_bias"),
                Conv2dContract.variable(SHAPES, "dense_02_bias", "bias"))),
        new Rule(
            "dense_03_equivalences",
            "It equals the convolution with a kernel of the whole map, and the matrix product.",
            "Integers make all sides exact.",
            equivalences("dense_03_equivalences")),
        new Rule(
            "dense_04_epilogue",
            "A residual is added before the activation; it may be dst's own memory.",
            "A kernel that clears dst before it reads the residual loses it.",
            epilogue("dense_04_epilogue")),
        new Rule(
            "dense_05_variable",
            "Weights named variable are read in every run.",
            "They may not be packed at build, nor kept from the run before. Hand PlanOptions on to"
                + " Plan.of.",
            join(
                Conv2dContract.variable(SHAPES, "dense_05_variable", "weights"),
                List.of(
                    new Check(
                        "weights change",
                        new ChangingInput(SHAPES.of("dense_05_variable").get(0), "weights"))))),
        new Rule(
            "dense_06_higher_rank",
            "All axes behind the first are read in row-major order.",
            "A flatten in front of it is not needed.",
            SHAPES.sums("dense_06_higher_rank")),
        new Rule(
            "dense_07_slices",
            "src, weights, residual and dst may be slices of wider matrices.",
            "Rows lie image stride elements apart. " + Slice.HINT,
            join(
                Conv2dContract.sliced(SHAPES, "dense_07_slices", Data.INTEGERS),
                Conv2dContract.slicedWeights(SHAPES, "dense_07_slices"))),
        new Rule(
            "dense_08_nan_and_infinity",
            "An image with a NaN gives NaN, one with an infinity follows IEEE 754, and every other"
                + " stays finite.",
            "Matrix libraries that skip zeros or pad rows may lose or spread them.",
            NonFinite.sums(SHAPES.of("dense_08_nan_and_infinity"))));
  }

  private static List<Check> epilogue(String id) {
    return join(
        SHAPES.checks(id, Data.RANDOM),
        SHAPES.checks(id, p -> !p.name().contains("tanh"), Data.INTEGERS),
        Conv2dContract.inPlace(SHAPES, id));
  }

  private static List<Check> equivalences(String id) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : SHAPES.of(id)) {
      Dense op = (Dense) problem.op();
      List<Values> inputs = Data.INTEGERS.inputs(op, problem.inputs(), 3);
      Values src = inputs.get(0);
      Values weights = inputs.get(1);
      checks.add(
          new Check(
              Shapes.name(id, problem, "as convolution"),
              subject -> asConvolution(subject, op, src, weights)));
      checks.add(
          new Check(
              Shapes.name(id, problem, "as matrix product"),
              subject -> {
                dev.fovea.op.Gemm gemm = new dev.fovea.op.Gemm(false, true, 1, 0, false);
                same(op, subject.floats(op, src, weights), subject.floats(gemm, src, weights));
              }));
    }
    return checks;
  }

  private static void asConvolution(Subject subject, Dense op, Values src, Values weights) {
    int channels = op.inFeatures() / 6;
    Conv2d conv = op.asConv2d(channels, new Size2d(2, 3));
    Values image = Values.of(Shape.of(src.shape().dim(0), channels, 2, 3), src.data());
    Values kernel = Values.of(conv.weightsShape(), weights.data());
    same(op, subject.floats(op, src, weights), subject.floats(conv, image, kernel));
  }

  private static void same(Dense op, float[] actual, float[] expected) {
    Shape flat = Shape.of(expected.length);
    Comparison.same(op, flat, expected, actual, "expected from the equivalent operator");
  }
}
