package dev.fovea.backend.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.Backends;
import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.MaxPool2d.Indices;
import dev.fovea.op.Op;
import dev.fovea.op.PRelu;
import dev.fovea.op.Pad;
import dev.fovea.op.Padding;
import dev.fovea.op.Port;
import dev.fovea.op.Reshape;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Window2d;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReferenceBackendTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private final Backend backend = new ReferenceProvider().open(BackendOptions.DEFAULT);

  /** Runs with parameters constant; inputs and results as the record lists them. */
  private List<Tensor> run(Op op, Workers workers, Tensor... inputs) {
    List<TensorDesc> descs = Stream.of(inputs).map(Tensor::desc).toList();
    Plan plan = op.planOn(backend, descs, PlanOptions.DEFAULT);
    List<Tensor> srcs = new ArrayList<>();
    Map<String, Tensor> constants = new HashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      Port port = op.inputs().get(i);
      if (plan.isConstant(i)) {
        constants.put(port.name(), inputs[i]);
      } else {
        srcs.add(inputs[i]);
      }
    }
    List<Tensor> dsts = plan.dsts().stream().map(Tensor::allocate).toList();
    try (Kernel kernel = plan.build(constants);
        Tensor scratch = Tensor.allocate(TensorDesc.of(1))) {
      kernel.run(srcs, dsts, scratch, workers);
    }
    return dsts;
  }

  private float[] run(Op op, Tensor... inputs) {
    return run(op, Workers.single(), inputs).get(0).toFloats();
  }

  private static Tensor counting(int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    return Tensor.of(shape, values);
  }

  private static Tensor random(Random random, int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return Tensor.of(shape, values);
  }

  @Test
  void isDiscoveredAndOpenedByName() {
    try (Backend found = Backends.discover().open("reference")) {
      assertThat(found.name()).isEqualTo("reference");
    }
  }

  @Test
  void refusesUnknownOptions() {
    assertThatThrownBy(
            () -> new ReferenceProvider().open(new BackendOptions(Map.of("threads", "4"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("reference", "threads");
  }

  @Test
  void inheritsNoPortableDefault() {
    List<Method> defaults =
        Arrays.stream(Backend.class.getMethods()).filter(Method::isDefault).toList();
    assertThat(defaults).isNotEmpty();
    for (Method method : defaults) {
      assertThat(ReferenceBackend.class).hasDeclaredMethods(method.getName());
    }
  }

  @Test
  void noClassUsesThePortableKernels() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ReferenceBackend.class.getResource("ReferenceBackend.class").toURI()).getParent();
    try (Stream<Path> files = Files.list(classes)) {
      List<Path> compiled = files.filter(f -> f.toString().endsWith(".class")).toList();
      assertThat(compiled).hasSizeGreaterThan(15);
      for (Path file : compiled) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.getFileName().toString())
            .doesNotContain("dev/fovea/spi/portable");
      }
    }
  }

  @Test
  void joinsAlongEveryAxis() {
    Tensor a = counting(2, 1, 2);
    Tensor b = Tensor.of(Shape.of(2, 1, 2), 5, 6, 7, NAN);
    assertThat(run(new Concat(0, 2), a, b)).containsExactly(1, 2, 3, 4, 5, 6, 7, NAN);
    assertThat(run(new Concat(1, 2), a, b)).containsExactly(1, 2, 5, 6, 3, 4, 7, NAN);
    assertThat(run(new Concat(2, 2), a, b)).containsExactly(1, 2, 5, 6, 3, 4, 7, NAN);
    Tensor slice = counting(2, 3, 1).channelSlice(1, 1);
    assertThat(run(new Concat(1, 2), slice, slice)).containsExactly(2, 2, 5, 5);
    Tensor longs = Tensor.ofLongs(Shape.of(2), 1, 2);
    Tensor joined = run(new Concat(0, 2), Workers.single(), longs, longs).get(0);
    assertThat(joined.toLongs()).containsExactly(1, 2, 1, 2);
  }

  @Test
  void picksAndPads() {
    StridedSlice.Range rows = new StridedSlice.Range(0, 2, -9, -2);
    StridedSlice.Range columns = new StridedSlice.Range(1, 1, 3, 1);
    Tensor src = counting(3, 3);
    assertThat(run(new StridedSlice(List.of(rows, columns)), src)).containsExactly(8, 9, 2, 3);
    assertThat(run(new Pad(List.of(1, 0), List.of(0, 1), -1), counting(1, 2)))
        .containsExactly(-1, -1, -1, 1, 2, -1);
  }

  @Test
  void convolvesFiveByFiveByHand() {
    Conv2d op = Conv2d.of(1, 1, Window2d.of(3).stride(2).pad(1));
    float[] dst =
        run(
            op,
            counting(1, 1, 5, 5),
            Tensor.of(Shape.of(1, 1, 3, 3), 0, 1, 0, 1, 1, 1, 0, 1, 0),
            Tensor.of(Shape.of(1), 100));
    assertThat(dst).containsExactly(109, 117, 119, 145, 165, 159, 159, 187, 169);
  }

  @Test
  void convolutionModeTurnsTheKernel() {
    Tensor src = Tensor.of(Shape.of(1, 1, 3, 3), 0, 0, 0, 0, 1, 0, 0, 0, 0);
    Tensor weights = counting(1, 1, 3, 3);
    Conv2d correlate = Conv2d.of(1, 1, Window2d.of(3).pad(1)).bias(false);
    assertThat(run(correlate, src, weights)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(run(correlate.mode(Conv2d.Mode.CONVOLUTION), src, weights))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void nanReachesOnlyTheOutputsThatReadIt() {
    Tensor src = Tensor.of(Shape.of(1, 1, 1, 3), 1, 2, NAN);
    Conv2d op = Conv2d.of(1, 1, Window2d.of(new Size2d(1, 3)).pad(Padding.of(0, 1, 0, 1)));
    float[] dst = run(op, src, Tensor.of(Shape.of(1, 1, 1, 3), 1, 1, 1), Tensor.of(Shape.of(1), 0));
    assertThat(dst).containsExactly(3, NAN, NAN);
  }

  @Test
  void groupsReadTheirOwnChannelsOfASlice() {
    Tensor whole = counting(2, 4, 1, 2);
    Tensor src = whole.channelSlice(1, 2);
    Conv2d op = Conv2d.depthwise(2, 2, Window2d.of(1)).bias(false);
    float[] dst = run(op, src, Tensor.of(Shape.of(4, 1, 1, 1), 1, 10, 100, 1000));
    assertThat(dst)
        .containsExactly(
            3, 4, 30, 40, 500, 600, 5000, 6000, 11, 12, 110, 120, 1300, 1400, 13000, 14000);
  }

  @Test
  void residualMayBeTheOutputItself() {
    Conv2d op =
        Conv2d.of(1, 1, Window2d.of(1))
            .bias(false)
            .epilogue(Epilogue.of(Activation.relu()).withResidual());
    TensorDesc desc = TensorDesc.of(1, 1, 1, 3);
    Plan plan =
        op.planOn(backend, List.of(desc, TensorDesc.of(1, 1, 1, 1), desc), PlanOptions.DEFAULT);
    try (Tensor src = Tensor.of(desc.shape(), 1, 2, 3);
        Tensor dst = Tensor.of(desc.shape(), 10, -20, 30);
        Tensor scratch = Tensor.allocate(desc);
        Kernel kernel = plan.build(Map.of("weights", Tensor.of(Shape.of(1, 1, 1, 1), 2)))) {
      kernel.run(List.of(src, dst), List.of(dst), scratch, Workers.single());
      assertThat(dst.toFloats()).containsExactly(12, 0, 36);
    }
  }

  @Test
  void transposedConvolutionSpreadsTwoByTwoOverFiveByFive() {
    ConvTranspose2d op = ConvTranspose2d.of(1, 1, Window2d.of(3).stride(2)).bias(false);
    Tensor ones = Tensor.of(Shape.of(1, 1, 3, 3), 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(run(op, counting(1, 1, 2, 2), ones))
        .containsExactly(
            1, 1, 3, 2, 2, 1, 1, 3, 2, 2, 4, 4, 10, 6, 6, 3, 3, 7, 4, 4, 3, 3, 7, 4, 4);
  }

  @Test
  void transposedConvolutionIsTheAdjointOfConvolution() {
    Random random = new Random(7);
    Window2d window =
        Window2d.of(new Size2d(3, 2)).stride(2).dilation(2).pad(Padding.of(1, 0, 2, 1));
    Tensor x = random(random, 2, 4, 9, 8);
    Tensor weights = random(random, 6, 2, 3, 2);
    Conv2d conv = Conv2d.of(4, 6, window).groups(2).bias(false);
    Tensor y = run(conv, Workers.single(), x, weights).get(0);
    Tensor z = random(random, y.shape().dims());
    ConvTranspose2d transposed =
        ConvTranspose2d.of(6, 4, window).groups(2).bias(false).outputPadding(new Size2d(1, 0));
    float[] adjoint = run(transposed, z, weights);
    assertThat(dot(x.toFloats(), adjoint)).isCloseTo(dot(y.toFloats(), z.toFloats()), within(1e-4));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void maxPoolingPassesNanOnAndKeepsTheFirst() {
    Tensor src = Tensor.of(Shape.of(1, 1, 2, 4), 5, NAN, 1, 7, NAN, 9, 7, 2);
    MaxPool2d op = MaxPool2d.of(Window2d.of(2).stride(2)).indices(Indices.ROW_MAJOR);
    List<Tensor> dsts = run(op, Workers.single(), src);
    assertThat(dsts.get(0).toFloats()).containsExactly(NAN, 7);
    assertThat(dsts.get(1).toLongs()).containsExactly(1, 3);
    assertThat(run(op.indices(Indices.COLUMN_MAJOR), Workers.single(), src).get(1).toLongs())
        .containsExactly(2, 6);
  }

  @Test
  void averagePoolingCountsTapsInsideOrInThePadding() {
    Tensor src = counting(1, 1, 1, 4);
    AveragePool2d op =
        AveragePool2d.of(
                Window2d.of(new Size2d(1, 3)).strides(new Size2d(1, 2)).pad(Padding.of(0, 1, 0, 1)))
            .rounding(Rounding.CEIL);
    assertThat(run(op, src)).containsExactly(1.5f, 3, 4);
    // The last window is columns 3 to 5: the input, the padding, and what is behind it.
    assertThat(run(op.countIncludePad(true), src)).containsExactly(1, 3, 2);
  }

  @Test
  void globalPoolingReducesEveryMap() {
    Tensor src = counting(2, 2, 2, 2);
    assertThat(run(new GlobalAveragePool(), src)).containsExactly(2.5f, 6.5f, 10.5f, 14.5f);
    assertThat(run(new GlobalMaxPool(), src)).containsExactly(4, 8, 12, 16);
    Tensor lines = Tensor.of(Shape.of(1, 2, 3), -INF, -INF, -INF, 1, NAN, 2);
    assertThat(run(new GlobalMaxPool(), lines)).containsExactly(-INF, NAN);
  }

  @Test
  void denseMultipliesFlattenedImages() {
    Dense op = Dense.of(4, 2).epilogue(Epilogue.of(Activation.relu()));
    float[] dst =
        run(
            op,
            counting(2, 1, 2, 2),
            Tensor.of(Shape.of(2, 4), 1, 1, 1, 1, 1, -1, 1, -1),
            Tensor.of(Shape.of(2), 0.5f, 1));
    assertThat(dst).containsExactly(10.5f, 0, 26.5f, 0);
  }

  @Test
  void activationsFollowTheirFormulas() {
    Tensor src = Tensor.of(Shape.of(5), -INF, -1, 0, 2, NAN);
    assertThat(run(Activation.relu(), src)).containsExactly(0, 0, 0, 2, NAN);
    assertThat(run(Activation.leakyRelu(0.5f), src)).containsExactly(-INF, -0.5f, 0, 2, NAN);
    assertThat(run(Activation.clip(-0.5f, 1), src)).containsExactly(-0.5f, -0.5f, 0, 1, NAN);
    assertThat(run(Activation.sigmoid(), src))
        .containsExactly(0, 0.26894143f, 0.5f, 0.8807971f, NAN);
    assertThat(run(Activation.tanh(), src)).containsExactly(-1, -0.7615942f, 0, 0.9640276f, NAN);
    assertThat(run(Activation.hardSigmoid(0.2f, 0.5f), src))
        .containsExactly(0, 0.3f, 0.5f, 0.9f, NAN);
    assertThat(run(Activation.hardSwish(), src))
        .containsExactly(NAN, -0.3333333f, 0, 1.6666667f, NAN);
    assertThat(run(Activation.silu(), src)).containsExactly(-0f, -0.26894143f, 0, 1.7615942f, NAN);
    assertThat(run(Activation.elu(2), src)).containsExactly(-2, -1.2642411f, 0, 2, NAN);
  }

  @Test
  void pReluAndAddBroadcast() {
    Tensor src = Tensor.of(Shape.of(1, 2, 1, 2), -1, 2, -3, NAN);
    assertThat(run(new PRelu(Shape.of(2, 1, 1)), src, Tensor.of(Shape.of(2, 1, 1), 0.5f, 2)))
        .containsExactly(-0.5f, 2, -6, NAN);
    assertThat(run(new Add(), Tensor.of(Shape.of(2, 1), 10, 20), Tensor.of(Shape.of(3), 1, 2, 3)))
        .containsExactly(11, 12, 13, 21, 22, 23);
  }

  @Test
  void softmaxSumsToOneAndInfinityMakesNan() {
    Tensor src = Tensor.of(Shape.of(2, 2), 0, (float) Math.log(3), INF, 0);
    assertThat(run(Softmax.along(1), src)).containsExactly(0.25f, 0.75f, NAN, NAN);
    Tensor columns = Tensor.of(Shape.of(2, 2), 1000, 0, 1000, -INF);
    assertThat(run(Softmax.along(0), columns)).containsExactly(0.5f, 1, 0.5f, 0);
  }

  @Test
  void batchNormNormalisesEachChannel() {
    float[] dst =
        run(
            new BatchNorm(2, 0),
            counting(1, 2, 1, 2),
            Tensor.of(Shape.of(2), 1, 2),
            Tensor.of(Shape.of(2), 0, 10),
            Tensor.of(Shape.of(2), 1, 3),
            Tensor.of(Shape.of(2), 4, 0.25f));
    assertThat(dst).containsExactly(0, 0.5f, 10, 14);
  }

  @Test
  void gemmTransposesScalesAndAdds() {
    Gemm op = new Gemm(true, false, 2, 10, true);
    float[] dst =
        run(
            op,
            counting(2, 3),
            Tensor.of(Shape.of(2, 1), 1, 1),
            Tensor.of(Shape.of(3, 1), 1, 2, 3));
    assertThat(dst).containsExactly(20, 34, 48);
  }

  @Test
  void reshapeCopiesFloatsAndLongs() {
    assertThat(run(Reshape.to(-1, 2), counting(1, 4).channelSlice(0, 4)))
        .containsExactly(1, 2, 3, 4);
    Tensor longs = Tensor.ofLongs(Shape.of(2), 1L << 40, -1);
    assertThat(run(Reshape.to(1, 2), Workers.single(), longs).get(0).toLongs())
        .containsExactly(1L << 40, -1);
  }

  @Test
  void anEmptyBatchGivesAnEmptyResult() {
    Tensor src = Tensor.allocate(TensorDesc.of(0, 3, 4, 4));
    Tensor weights = counting(2, 3, 3, 3);
    assertThat(run(Conv2d.of(3, 2, Window2d.of(3)).bias(false), src, weights)).isEmpty();
    assertThat(run(MaxPool2d.of(Window2d.of(2)), src)).isEmpty();
    assertThat(run(Softmax.along(1), src)).isEmpty();
  }

  @Test
  void resultsDoNotDependOnTheNumberOfWorkers() {
    Random random = new Random(3);
    Conv2d op = Conv2d.of(8, 16, Window2d.of(3).pad(1)).bias(false);
    Tensor src = random(random, 2, 8, 10, 11);
    Tensor weights = random(random, 16, 8, 3, 3);
    try (WorkerPool pool = new WorkerPool(3)) {
      assertThat(run(op, pool, src, weights).get(0).toFloats())
          .containsExactly(run(op, src, weights));
    }
  }
}
