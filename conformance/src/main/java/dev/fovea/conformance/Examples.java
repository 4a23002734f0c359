package dev.fovea.conformance;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.ArgExtremum;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Cast;
import dev.fovea.op.Compare;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MatMul;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.PRelu;
import dev.fovea.op.Pad;
import dev.fovea.op.Reduce;
import dev.fovea.op.Resize;
import dev.fovea.op.Sampling;
import dev.fovea.op.Softmax;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.TopK;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One problem for each operator: what the rules about kernels in general run over. */
final class Examples {
  private static final Window2d THREE = Window2d.of(3).pad(1);

  private Examples() {}

  /** A problem whose batch can be chosen, if its first input alone has one. */
  record Example(String name, boolean hasBatch, Function<Integer, Problem> ofBatch) {
    Problem problem() {
      return ofBatch.apply(2);
    }
  }

  private static final List<Example> ALL = create();

  static List<Example> all() {
    return ALL;
  }

  /** Problems that a backend may split where it leaves small ones whole. */
  static List<Problem> larger() {
    Conv2d conv = Conv2d.of(8, 16, THREE);
    Conv2d pointwise = Conv2d.of(32, 24, Window2d.of(1));
    ConvTranspose2d transposed = ConvTranspose2d.of(8, 6, Window2d.of(3).stride(2));
    return List.of(
        large("conv2d larger", conv, Shape.of(3, 8, 33, 34), conv.weightsShape(), 16),
        large(
            "conv2d 1x1 larger", pointwise, Shape.of(3, 32, 24, 25), pointwise.weightsShape(), 24),
        large(
            "conv_transpose2d larger",
            transposed,
            Shape.of(3, 8, 21, 22),
            transposed.weightsShape(),
            6));
  }

  private static Problem large(String name, Op op, Shape src, Shape weights, int biases) {
    return new Problem(name, op, Problems.convolutionInputs(op, src, weights, biases, false));
  }

  static Example named(String name) {
    return ALL.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
  }

  /** Returns one check for each operator. */
  static List<Check> checks(BiConsumer<Subject, Problem> body) {
    return checks("", body);
  }

  /** Returns one check for each operator, called by its name and {@code suffix}. */
  static List<Check> checks(String suffix, BiConsumer<Subject, Problem> body) {
    List<Check> checks = new ArrayList<>();
    for (Example example : ALL) {
      Problem problem = example.problem();
      checks.add(new Check(example.name() + suffix, subject -> body.accept(subject, problem)));
    }
    return checks;
  }

  private static List<Example> create() {
    List<Example> all = new ArrayList<>();
    Conv2d conv = Conv2d.of(5, 7, THREE);
    all.add(weighted("conv2d", conv, conv.weightsShape(), 7, 9, 11));
    Conv2d depthwise = Conv2d.depthwise(5, 1, THREE);
    all.add(weighted("conv2d depthwise", depthwise, depthwise.weightsShape(), 5, 9, 11));
    ConvTranspose2d transposed = ConvTranspose2d.of(5, 3, Window2d.of(3).stride(2));
    all.add(weighted("conv_transpose2d", transposed, transposed.weightsShape(), 3, 5, 6));
    all.add(image("max_pool2d", MaxPool2d.of(THREE).indices(MaxPool2d.Indices.ROW_MAJOR)));
    all.add(image("average_pool2d", AveragePool2d.of(THREE)));
    all.add(image("global_average_pool", new GlobalAveragePool()));
    all.add(image("global_max_pool", new GlobalMaxPool()));
    Dense dense = Dense.of(33, 7);
    all.add(
        new Example(
            "dense",
            true,
            n ->
                new Problem(
                    "dense",
                    dense,
                    Problems.convolutionInputs(
                        dense, Shape.of(n, 33), dense.weightsShape(), 7, false))));
    all.add(image("activation", Activation.sigmoid()));
    all.add(image("activation relu", Activation.relu()));
    all.add(image("prelu", new PRelu(Shape.of(5, 1, 1)), Shape.of(5, 1, 1)));
    all.add(image("softmax", Softmax.along(1)));
    Shape channels = Shape.of(5);
    all.add(image("batch_norm", new BatchNorm(5, 1e-3f), channels, channels, channels, channels));
    all.add(image("add", new Add(), Shape.of(5, 1, 1)));
    all.add(image("unary", new Unary(Unary.Function.EXP)));
    all.add(image("arithmetic", new Arithmetic(Arithmetic.Function.MUL), Shape.of(5, 1, 1)));
    all.add(image("compare", new Compare(Compare.Function.LESS), Shape.of(5, 1, 1)));
    all.add(
        new Example(
            "where",
            true,
            n ->
                new Problem(
                    "where",
                    new Where(),
                    List.of(
                        TensorDesc.of(DType.INT64, Shape.of(n, 5, 9, 11)),
                        TensorDesc.of(5, 1, 1),
                        TensorDesc.of(11)))));
    all.add(image("cast", new Cast(Cast.Target.FLOAT16)));
    all.add(
        new Example(
            "gemm",
            false,
            n ->
                new Problem(
                    "gemm",
                    new Gemm(false, false, 1, 1, true),
                    List.of(TensorDesc.of(7, 33), TensorDesc.of(33, 5), TensorDesc.of(5)))));
    all.add(image("reshape", new Flatten(1)));
    all.add(
        new Example(
            "concat",
            false,
            n ->
                new Problem(
                    "concat",
                    new Concat(1, 2),
                    List.of(TensorDesc.of(2, 5, 9, 11), TensorDesc.of(2, 3, 9, 11)))));
    List<StridedSlice.Range> range = List.of(new StridedSlice.Range(2, 1, 8, 2));
    all.add(image("strided_slice", new StridedSlice(range)));
    all.add(
        new Example(
            "mat_mul",
            false,
            n ->
                new Problem(
                    "mat_mul",
                    new MatMul(false),
                    List.of(TensorDesc.of(2, 1, 37, 33), TensorDesc.of(3, 33, 5)))));
    all.add(image("lp_pool2d", LpPool2d.of(THREE, 2)));
    all.add(image("global_lp_pool", new GlobalLpPool(3)));
    all.add(image("log_softmax", LogSoftmax.along(1)));
    all.add(image("group_norm", GroupNorm.instance(5, 1e-3f), channels, channels));
    Shape row = Shape.of(11);
    all.add(image("layer_norm", new LayerNorm(row, 1e-3f, true, false), row, row));
    all.add(
        new Example(
            "layer_norm statistics",
            false,
            n ->
                new Problem(
                    "layer_norm statistics",
                    new LayerNorm(row, 1e-3f, false, true),
                    List.of(TensorDesc.of(2, 3, 11), TensorDesc.of(11)))));
    all.add(image("local_response_norm", new LocalResponseNorm(3, 1, 0.75f, 1)));
    all.add(image("reduce", Reduce.of(Reduce.Kind.MEAN, 1)));
    all.add(image("reduce all", Reduce.of(Reduce.Kind.LOG_SUM_EXP, 1, 2, 3)));
    all.add(image("top_k", new TopK(3, 1, true)));
    all.add(image("arg_extremum", new ArgExtremum(ArgExtremum.Extreme.MAX, 1, true, false)));
    all.add(image("pad", new Pad(List.of(0, 1, 0, 2), List.of(0, 0, 3, 1), 0.5f)));
    all.add(image("resize nearest", resize(new Sampling.Nearest(Sampling.Rounding.FLOOR))));
    all.add(image("resize linear", resize(Sampling.Linear.PLAIN)));
    DeformConv2d deform = DeformConv2d.of(4, 6, THREE).groups(2, 2).mask(true);
    Shape maps = Shape.of(2, 4, 9, 11);
    all.add(
        new Example(
            "deform_conv2d",
            false,
            n -> DeformConv2dContract.problem("deform_conv2d", maps, deform)));
    all.addAll(MovingExamples.all());
    return List.copyOf(all);
  }

  private static Resize resize(Sampling sampling) {
    return Resize.of(
        sampling,
        Resize.Coordinates.HALF_PIXEL,
        new Resize.Axis(2, new Resize.Scale(2)),
        new Resize.Axis(3, new Resize.Size(17)));
  }

  private static Example weighted(
      String name, Op op, Shape weights, int outChannels, int ih, int iw) {
    return new Example(
        name,
        true,
        n ->
            new Problem(
                name,
                op,
                Problems.convolutionInputs(
                    op, Shape.of(n, 5, ih, iw), weights, outChannels, false)));
  }

  private static Example image(String name, Op op, Shape... others) {
    return new Example(
        name,
        true,
        n -> {
          List<TensorDesc> inputs = new ArrayList<>();
          inputs.add(TensorDesc.of(n, 5, 9, 11));
          for (Shape other : others) {
            inputs.add(TensorDesc.of(other));
          }
          return new Problem(name, op, inputs);
        });
  }
}
