package dev.fovea.models.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.ExportFolder;
import dev.fovea.models.support.RoundTrip;
import dev.fovea.op.Activation;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.Compare;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Gather;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.Linear;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.MatMul;
import dev.fovea.op.Op;
import dev.fovea.op.Pad;
import dev.fovea.op.Padding;
import dev.fovea.op.Range;
import dev.fovea.op.Reorder;
import dev.fovea.op.Resize;
import dev.fovea.op.Sampling;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Float16;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records that no ONNX file brings by itself, and that become other nodes: each computes the same
 * bits when it is read again, and ONNX Runtime agrees.
 */
class OperatorWritersTest {
  private static final ExportFolder FOLDER = new ExportFolder("writers");
  private static final Shape MAP = Shape.of(2, 4, 5, 6);
  private static final Window2d WINDOW = Window2d.of(new Size2d(3, 2)).stride(2);

  @AfterAll
  static void check() {
    FOLDER.close();
  }

  private static Tensor random(Shape shape) {
    Random random = new Random(shape.hashCode());
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 4 - 2;
    }
    return Tensor.of(shape, values);
  }

  private static GraphInput input(String name, Shape shape) {
    List<Dim> dims = new ArrayList<>();
    for (int dim : shape.dims()) {
      dims.add(new Dim.Fixed(dim));
    }
    return new GraphInput(name, DType.FLOAT32, dims);
  }

  /** The first shape is an input's, and the others are, or are constants'. */
  private static void check(String name, Op op, boolean constants, Shape... shapes)
      throws Exception {
    Graph.Builder builder = Graph.builder(name);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    List<String> reads = new ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      boolean parameter = constants && op.inputs().get(i).isParameter();
      String value = "v" + i;
      reads.add(value);
      if (parameter) {
        builder.constant(value, random(shapes[i]));
      } else {
        builder.input(input(value, shapes[i]));
        inputs.put(value, random(shapes[i]));
      }
    }
    builder.node("n", op, reads, List.of("y"));
    try (Graph graph = builder.output("y").build()) {
      check(name + (constants ? "" : "-variable"), graph, inputs);
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  private static void check(String name, Graph graph, Map<String, Tensor> inputs) throws Exception {
    try (RoundTrip trip = FOLDER.roundTrip(name, graph, ExportOptions.DEFAULT)) {
      trip.requireNames();
      trip.requireSameBits(inputs);
      trip.requireOnnxRuntimeAgrees(inputs);
    }
  }

  static Stream<Arguments> linear() {
    Conv2d conv = Conv2d.of(4, 6, WINDOW).groups(2);
    ConvTranspose2d transposed = ConvTranspose2d.of(4, 6, WINDOW);
    return Stream.of(
        Arguments.of("conv", conv),
        Arguments.of("conv-turned", conv.mode(Conv2d.Mode.CONVOLUTION)),
        Arguments.of("conv-relu", conv.epilogue(Epilogue.of(Activation.relu()))),
        Arguments.of("conv-sum", conv.epilogue(Epilogue.NONE.withResidual())),
        Arguments.of(
            "conv-sum-clip", conv.epilogue(Epilogue.of(Activation.clip(-1, 2)).withResidual())),
        Arguments.of("conv-same", Conv2d.of(4, 3, WINDOW.pad(Padding.Same.LOWER)).bias(false)),
        Arguments.of("transposed", transposed.outputPadding(new Size2d(1, 0))),
        Arguments.of("transposed-size", transposed.outputSize(new Size2d(10, 11))),
        Arguments.of(
            "transposed-same",
            ConvTranspose2d.of(4, 6, WINDOW.pad(Padding.Same.UPPER))
                .epilogue(Epilogue.of(Activation.tanh()))),
        Arguments.of("dense", Dense.of(120, 7)),
        Arguments.of(
            "dense-sum-elu",
            Dense.of(120, 7).epilogue(Epilogue.of(Activation.elu(0.5f)).withResidual())));
  }

  /**
   * A dense layer whose weights come with each run is read as a Gemm, behind which nothing fuses.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void linear(String name, Linear op) throws Exception {
    boolean fusedGemm = op instanceof Dense && !op.epilogue().equals(Epilogue.NONE);
    for (boolean constants : fusedGemm ? List.of(true) : List.of(true, false)) {
      List<Shape> shapes = new ArrayList<>(List.of(MAP, op.weightsShape()));
      if (op.bias()) {
        shapes.add(Shape.of(op.outputs()));
      }
      if (op.epilogue().residual()) {
        Linear alone = op.epilogue(Epilogue.NONE);
        List<TensorDesc> srcs = shapes.stream().map(TensorDesc::of).toList();
        shapes.add(alone.infer(srcs).get(0).shape());
      }
      check(name, op, constants, shapes.toArray(Shape[]::new));
    }
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("reorder", new Reorder(Layout.blocked(8)), MAP),
        Arguments.of("shuffle", new ChannelShuffle(2), MAP),
        Arguments.of("shuffle-vector", new ChannelShuffle(3), Shape.of(2, 6)),
        Arguments.of("softmax-axes", new Softmax(1, 4), MAP),
        Arguments.of("softmax-inner", new Softmax(1, 3), MAP),
        Arguments.of("log-softmax-axes", new LogSoftmax(2, 4), MAP),
        Arguments.of("everything", new StridedSlice(List.of()), MAP),
        Arguments.of(
            "backwards",
            new StridedSlice(List.of(new StridedSlice.Range(-1, -1, Integer.MIN_VALUE, -2))),
            MAP),
        Arguments.of(
            "wrap", new Pad(List.of(0, 0, 1, 2), List.of(0, 0, 2, 1), Pad.Mode.WRAP, 0), MAP),
        Arguments.of("pad", new Pad(List.of(0, 0, 1, 2), List.of(0, 1, 2, 1), 0.5), MAP),
        Arguments.of(
            "average-dilated",
            AveragePool2d.of(Window2d.of(2).dilation(2).pad(1)).countIncludePad(true),
            MAP),
        Arguments.of(
            "upsampled",
            Resize.of(
                Sampling.Linear.PLAIN,
                Resize.Coordinates.ALIGN_CORNERS,
                new Resize.Axis(2, new Resize.Scale(2)),
                new Resize.Axis(3, new Resize.Scale(2))),
            MAP),
        Arguments.of(
            "one-axis",
            Resize.of(
                Sampling.Cubic.of(-0.5f),
                Resize.Coordinates.HALF_PIXEL,
                new Resize.Axis(3, new Resize.Size(9))),
            MAP),
        Arguments.of(
            "both-ways",
            Resize.of(
                new Sampling.Nearest(Sampling.Rounding.FLOOR_OR_CEIL),
                Resize.Coordinates.ASYMMETRIC,
                new Resize.Axis(2, new Resize.Scale(0.7f)),
                new Resize.Axis(3, new Resize.Scale(1.7f))),
            MAP),
        Arguments.of("erf", new Unary(Unary.Function.ERF), MAP));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void others(String name, Op op, Shape src) throws Exception {
    check(name, op, true, src);
  }

  @ParameterizedTest
  @MethodSource("dev.fovea.op.Activation$Function#values")
  void activations(Activation.Function function) throws Exception {
    float[][] coefficients = {{0.75f, 0.25f}};
    Activation op =
        switch (function) {
          case LEAKY_RELU, ELU, CELU, THRESHOLDED_RELU ->
              new Activation(function, coefficients[0][0], 0);
          case CLIP -> Activation.clip(-0.5f, Float.MAX_VALUE);
          case HARD_SIGMOID, SELU, SHRINK ->
              new Activation(function, coefficients[0][0], coefficients[0][1]);
          case HARD_SWISH -> Activation.hardSwish();
          default -> new Activation(function, 0, 0);
        };
    check("activation-" + function, op, true, MAP);
  }

  @Test
  void groups() throws Exception {
    Shape channels = Shape.of(4);
    check("instance-norm", GroupNorm.instance(4, 1e-3f), true, MAP, channels, channels);
    check("group-norm", new GroupNorm(4, 2, 1e-3f), true, MAP, channels, channels);
  }

  @Test
  void products() throws Exception {
    Shape a = Shape.of(2, 3, 5);
    check("stack-transposed", new MatMul(true), false, a, Shape.of(2, 4, 5));
    try (Graph graph =
            Graph.builder("weights")
                .input(input("x", a))
                .constant("w/fovea-transposed", random(Shape.of(4, 5)))
                .node("n", new MatMul(true), List.of("x", "w/fovea-transposed"), List.of("y"))
                .output("y")
                .build();
        Tensor x = random(a)) {
      check("weights-transposed", graph, Map.of("x", x));
    }
  }

  /** Truth values are a type of ONNX's own: they are made and read as such, and else converted. */
  @Test
  void truths() throws Exception {
    Shape shape = Shape.of(2, 3);
    try (Graph graph =
            Graph.builder("truths")
                .input(input("a", shape))
                .input(input("b", shape))
                .constant("ones", Tensor.ofLongs(Shape.of(3), 1, 0, 2))
                .node("less", new Compare(Compare.Function.LESS), List.of("a", "b"), List.of("l"))
                .node("and", new Compare(Compare.Function.AND), List.of("l", "ones"), List.of("c"))
                .node("where", new Where(), List.of("c", "a", "b"), List.of("y"))
                .node("pick", new Gather(0), List.of("a", "l"), List.of("z"))
                .output("y")
                .output("z")
                .output("l")
                .build();
        Tensor a = random(shape);
        Tensor b = Tensor.of(shape, new float[6])) {
      check("truths", graph, Map.of("a", a, "b", b));
    }
  }

  @Test
  void ranges() throws Exception {
    try (Graph graph =
            Graph.builder("ranges")
                .input(input("x", Shape.of(4)))
                .constant("start", Tensor.of(Shape.of(), 0.1f))
                .constant("delta", Tensor.of(Shape.of(), -0.3f))
                .constant("first", Tensor.ofLongs(Shape.of(), 5))
                .constant("step", Tensor.ofLongs(Shape.of(), -2))
                .node("floats", new Range(4), List.of("start", "delta"), List.of("y"))
                .node("longs", new Range(3), List.of("first", "step"), List.of("z"))
                .output("y")
                .output("z")
                .build();
        Tensor x = random(Shape.of(4))) {
      check("ranges", graph, Map.of("x", x));
    }
  }

  /** Float16 weights are stored as such, and are float16 constants again. */
  @Test
  void float16Weights() throws Exception {
    Shape shape = Shape.of(3, 4, 1, 1);
    Tensor weights = Tensor.allocate(TensorDesc.of(DType.FLOAT16, shape));
    ByteBuffer bytes = weights.bytes();
    for (int i = 0; i < shape.elements(); i++) {
      bytes.putShort(2 * i, Float16.fromFloat(i / 3f));
    }
    Conv2d conv = Conv2d.of(4, 3, Window2d.of(1)).bias(false);
    try (Graph graph =
            Graph.builder("float16")
                .input(input("x", MAP))
                .constant("w", weights)
                .node("n", conv, List.of("x", "w"), List.of("y"))
                .output("y")
                .build();
        Tensor x = random(MAP);
        RoundTrip trip = FOLDER.roundTrip("float16", graph, ExportOptions.DEFAULT)) {
      trip.requireSameBits(Map.of("x", x));
      trip.requireOnnxRuntimeAgrees(Map.of("x", x));
      assertThat(trip.read().nodes()).hasSize(1);
      assertThat(trip.read().constants().get("w").desc()).isEqualTo(weights.desc());
    }
  }

  /** A constant may be channels of a larger tensor, with gaps between images. */
  @Test
  void slicesAreWrittenWithoutTheirGaps() throws Exception {
    Conv2d conv = Conv2d.of(4, 3, Window2d.of(2)).bias(false);
    for (Conv2d.Mode mode : Conv2d.Mode.values()) {
      try (Tensor whole = random(Shape.of(3, 7, 2, 2));
          Graph graph =
              Graph.builder("slice")
                  .input(input("x", MAP))
                  .constant("w", whole.channelSlice(2, 4))
                  .node("n", conv.mode(mode), List.of("x", "w"), List.of("y"))
                  .output("y")
                  .build();
          Tensor x = random(MAP)) {
        check("slice-" + mode, graph, Map.of("x", x));
      }
    }
  }
}
