package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.transform.SeparableKernels.Split;
import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeparableKernelsTest {
  private static final float[] SOBEL_X = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
  private static final float[] SOBEL_Y = {-1, -2, -1, 0, 0, 0, 1, 2, 1};
  private static final double UNIT = 0x1p-24;

  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static Graph net(Conv2d op, float[] weights) {
    Graph.Builder net =
        Graph.builder("net").input(Networks.input("x", -1, op.inChannels(), 17, 22));
    net.constant("w", Tensor.of(op.weightsShape(), weights));
    net.constant("b", Networks.random(Shape.of(op.outChannels()), 1));
    net.node("conv", op, List.of("x", "w", "b"), List.of("y"));
    return net.output("y").build();
  }

  private static float[] both(float[] first, float[] second) {
    float[] both = new float[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** exp(-r^2 / (2 sigma^2)), normalised in float: every entry is rounded twice. */
  private static float[] gaussian(int size, double sigma) {
    float[] row = new float[size];
    float sum = 0;
    for (int i = 0; i < size; i++) {
      double r = i - (size - 1) / 2.0;
      row[i] = (float) Math.exp(-r * r / (2 * sigma * sigma));
    }
    float[] kernel = new float[size * size];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = row[i / size] * row[i % size];
      sum += kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  /** Kernels that are products of random columns and rows. */
  private static float[] products(int count, int h, int w) {
    Random random = new Random(7);
    float[] kernels = new float[count * h * w];
    for (int k = 0; k < count; k++) {
      float[] column = new float[h];
      for (int i = 0; i < h; i++) {
        column[i] = random.nextFloat() * 2 - 1;
      }
      for (int j = 0; j < w; j++) {
        float value = random.nextFloat() * 2 - 1;
        for (int i = 0; i < h; i++) {
          kernels[(k * h + i) * w + j] = column[i] * value;
        }
      }
    }
    return kernels;
  }

  @Test
  void sobelIsAColumnTimesARow() {
    Conv2d sobel = Conv2d.depthwise(1, 2, Window2d.of(3).pad(1));
    try (Graph before = net(sobel, both(SOBEL_X, SOBEL_Y));
        SeparableKernels after = SeparableKernels.of(before)) {
      assertThat(Networks.lines(after.graph()))
          .containsExactly(
              "conv/columns: Conv2d x w/columns -> conv/columns",
              "conv: Conv2d conv/columns w b -> y");
      long positions = 17 * 22;
      assertThat(after.splits())
          .containsExactly(new Split("conv", positions * 2 * 9, positions * 2 * 6));
      assertThat(after.splits().get(0).saved()).isEqualTo(positions * 2 * 3);
      assertThat(after.graph().constants().get("w/columns").toFloats())
          .containsExactly(-1, -2, -1, -2, 0, 2);
      assertThat(after.graph().constants().get("w").toFloats())
          .containsExactly(1, 0, -1, 0.5f, 1, 0.5f);
    }
  }

  /** Small integers: every sum is exact, so that nothing may differ. */
  @Test
  void onIntegersNothingChanges() {
    Conv2d sobel = Conv2d.depthwise(1, 2, Window2d.of(3).pad(1)).bias(false);
    float[] pixels = new float[17 * 22];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 1, 17, 22));
    net.constant("w", Tensor.of(sobel.weightsShape(), both(SOBEL_X, SOBEL_Y)));
    Networks.add(net, "y", sobel, "x", "w");
    try (Graph before = net.output("y").build();
        SeparableKernels after = SeparableKernels.of(before);
        Tensor picture = Tensor.of(Shape.of(1, 1, 17, 22), pixels);
        Tensor expected = Networks.run(before, picture);
        Tensor actual = Networks.run(after.graph(), picture)) {
      assertThat(after.splits()).hasSize(1);
      assertThat(actual.toFloats()).isEqualTo(expected.toFloats());
    }
  }

  private record Case(Conv2d op, List<Float> values) {
    Case(Conv2d op, float[] weights) {
      this(op, IntStream.range(0, weights.length).mapToObj(i -> weights[i]).toList());
    }

    float[] weights() {
      float[] weights = new float[values.size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = values.get(i);
      }
      return weights;
    }

    @Override
    public String toString() {
      return op.toString();
    }
  }

  static Stream<Case> separable() {
    Window2d five = Window2d.of(5);
    Size2d oblong = new Size2d(3, 7);
    return Stream.of(
        new Case(Conv2d.of(1, 1, five.pad(2)), gaussian(5, 1.1)),
        new Case(Conv2d.of(1, 1, five.pad(Padding.Same.UPPER).stride(2)), gaussian(5, 2)),
        new Case(Conv2d.depthwise(3, 1, five.pad(Padding.of(1, 2, 3, 0))), products(3, 5, 5)),
        new Case(Conv2d.depthwise(2, 3, Window2d.of(oblong).pad(3)), products(6, 3, 7)),
        new Case(
            Conv2d.depthwise(2, 1, five.strides(new Size2d(2, 1)).dilations(new Size2d(1, 3))),
            products(2, 5, 5)),
        new Case(
            Conv2d.depthwise(3, 1, five.strides(new Size2d(1, 3)).pad(Padding.Same.LOWER)),
            products(3, 5, 5)),
        new Case(
            Conv2d.depthwise(3, 1, five.pad(2)).mode(Conv2d.Mode.CONVOLUTION), products(3, 5, 5)),
        new Case(
            Conv2d.depthwise(3, 1, five.pad(2)).epilogue(Epilogue.of(Activation.relu())),
            products(3, 5, 5)));
  }

  @ParameterizedTest
  @MethodSource("separable")
  void theResultIsWithinTheBound(Case kernel) {
    Conv2d op = kernel.op();
    try (Graph before = net(op, kernel.weights());
        SeparableKernels after = SeparableKernels.of(before);
        Tensor picture = Networks.random(Shape.of(1, op.inChannels(), 17, 22), 2);
        Tensor bias = before.constants().get("b").view(before.constants().get("b").desc(), 0);
        Tensor actual = Networks.run(after.graph(), picture)) {
      assertThat(after.splits()).hasSize(1);
      assertThat(after.splits().get(0).saved()).isPositive();
      double[][] expected = exactAndTerms(op, picture, kernel.weights(), bias.toFloats());
      float[] values = actual.toFloats();
      Size2d size = op.window().kernel();
      int n = size.h() + size.w() + 13;
      double gamma = n * UNIT / (1 - n * UNIT);
      for (int i = 0; i < values.length; i++) {
        assertThat(Math.abs(values[i] - expected[0][i]))
            .as("error at %d", i)
            .isLessThanOrEqualTo(gamma * expected[1][i]);
      }
    }
  }

  /** The convolution in double, and the sum of the magnitudes of its terms. */
  private static double[][] exactAndTerms(
      Conv2d op, Tensor picture, float[] weights, float[] bias) {
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(new Size2d(17, 22));
    int oh = (17 + pads.top() + pads.bottom() - window.extent().h()) / window.strides().h() + 1;
    int ow = (22 + pads.left() + pads.right() - window.extent().w()) / window.strides().w() + 1;
    float[] src = picture.toFloats();
    int area = window.kernel().area();
    double[][] results = new double[2][op.outChannels() * oh * ow];
    for (int i = 0; i < results[0].length; i++) {
      int oc = i / (oh * ow);
      int channel = oc / (op.outChannels() / op.inChannels());
      double sum = bias[oc];
      double terms = Math.abs(sum);
      for (int tap = 0; tap < area; tap++) {
        int y =
            i / ow % oh * window.strides().h()
                - pads.top()
                + tap / window.kernel().w() * window.dilations().h();
        int x =
            i % ow * window.strides().w()
                - pads.left()
                + tap % window.kernel().w() * window.dilations().w();
        if (y >= 0 && y < 17 && x >= 0 && x < 22) {
          int turned = op.mode() == Conv2d.Mode.CONVOLUTION ? area - 1 - tap : tap;
          double term = (double) weights[oc * area + turned] * src[(channel * 17 + y) * 22 + x];
          sum += term;
          terms += Math.abs(term);
        }
      }
      results[0][i] = op.epilogue().activation().isIdentity() ? sum : Math.max(0, sum);
      results[1][i] = terms;
    }
    return results;
  }

  static Stream<Case> inseparable() {
    float[] nearly = gaussian(5, 1.1);
    nearly[7] *= 1 + 12 * (float) UNIT * 2;
    float[] oneOfTwo = both(SOBEL_X, new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
    return Stream.of(
        new Case(Conv2d.of(1, 1, Window2d.of(5)), nearly),
        new Case(Conv2d.depthwise(1, 2, Window2d.of(3).pad(1)), oneOfTwo),
        new Case(Conv2d.of(1, 1, Window2d.of(5)), randomKernel()),
        // Two channels into one: the sum over channels has no rank of its own.
        new Case(Conv2d.of(2, 1, Window2d.of(3)), both(SOBEL_X, SOBEL_Y)),
        // 3 x 3 at stride 3: 3 * 3 + 3 products instead of 9.
        new Case(Conv2d.of(1, 1, Window2d.of(3).stride(3).pad(1)), SOBEL_X),
        new Case(Conv2d.of(1, 1, Window2d.of(new Size2d(1, 5))), new float[] {1, 2, 3, 2, 1}));
  }

  private static float[] randomKernel() {
    try (Tensor random = Networks.random(Shape.of(25), 3)) {
      return random.toFloats();
    }
  }

  @ParameterizedTest
  @MethodSource("inseparable")
  void whatHasAnotherRankOrSavesNothingStays(Case kernel) {
    try (Graph before = net(kernel.op(), kernel.weights());
        SeparableKernels after = SeparableKernels.of(before)) {
      assertThat(after.splits()).isEmpty();
      assertThat(after.graph().nodes()).isEqualTo(before.nodes());
    }
  }
}
