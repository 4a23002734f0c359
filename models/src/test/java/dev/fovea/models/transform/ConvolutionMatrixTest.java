package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.support.Agreement;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionMatrixTest {
  private static final Size2d SIZE = new Size2d(7, 8);

  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  /** Dumoulin and Visin, section 4.1: a 3x3 kernel over 4x4 values. */
  @Test
  void theMatrixOfThePaper() {
    try (Tensor weights = Tensor.of(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9)) {
      ConvolutionMatrix matrix =
          ConvolutionMatrix.of(Conv2d.of(1, 1, Window2d.of(3)), Size2d.square(4), weights);

      assertThat(matrix.rows()).isEqualTo(4);
      assertThat(matrix.columns()).isEqualTo(16);
      assertThat(matrix.nonZeros()).isEqualTo(36);
      assertThat(row(matrix, 0)).containsExactly(1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0);
      assertThat(row(matrix, 1)).containsExactly(0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0);
      assertThat(row(matrix, 3)).containsExactly(0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9);
    }
  }

  private static float[] row(ConvolutionMatrix matrix, int row) {
    float[] values = new float[matrix.columns()];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix.at(row, i);
    }
    return values;
  }

  static Stream<Conv2d> convolutions() {
    Window2d three = Window2d.of(3);
    return Stream.of(
        Conv2d.of(2, 3, three),
        Conv2d.of(2, 3, three.stride(2).pad(1)),
        Conv2d.of(4, 6, three.dilation(2).pad(2)).groups(2),
        Conv2d.depthwise(3, 2, three.pad(Padding.Same.UPPER).stride(2)),
        Conv2d.of(2, 2, Window2d.of(new Size2d(2, 3)).pad(Padding.of(0, 1, 2, 3))),
        Conv2d.of(2, 2, Window2d.of(4).stride(3).pad(Padding.Same.LOWER)));
  }

  static Stream<ConvTranspose2d> transposedConvolutions() {
    Window2d three = Window2d.of(3);
    return Stream.of(
        ConvTranspose2d.of(2, 3, three),
        ConvTranspose2d.of(4, 2, three.stride(2).pad(1)).groups(2),
        ConvTranspose2d.of(2, 2, three.stride(3).dilation(2)).outputPadding(new Size2d(2, 1)),
        ConvTranspose2d.of(2, 1, three.stride(2).pad(Padding.Same.UPPER)));
  }

  static Stream<Linear> all() {
    Conv2d turned = Conv2d.of(2, 3, Window2d.of(3).pad(1)).mode(Conv2d.Mode.CONVOLUTION);
    return Stream.concat(
        Stream.concat(convolutions(), Stream.of(turned)), transposedConvolutions());
  }

  /** y = M x + b, exactly: small integers leave nothing to round. */
  @ParameterizedTest
  @MethodSource("all")
  void theMatrixTimesTheInputIsTheOutput(Linear op) {
    int channels = op instanceof Conv2d conv ? conv.inChannels() : channels(op);
    Graph.Builder net =
        Graph.builder("net").input(Networks.input("x", -1, channels, SIZE.h(), SIZE.w()));
    net.constant("w", integers(op.weightsShape(), 1));
    net.constant("b", integers(Shape.of(op.outputs()), 2));
    Networks.add(net, "y", op, "x", "w", "b");
    try (Graph graph = net.output("y").build();
        Tensor picture = integers(Shape.of(1, channels, SIZE.h(), SIZE.w()), 3);
        Tensor y = Networks.run(graph, picture)) {
      ConvolutionMatrix matrix = matrix(op, graph.constants().get("w"));
      float[] b = graph.constants().get("b").toFloats();
      float[] x = picture.toFloats();
      float[] expected = new float[matrix.rows()];
      for (int row = 0; row < matrix.rows(); row++) {
        expected[row] = b[row / (matrix.rows() / b.length)];
        for (int column = 0; column < matrix.columns(); column++) {
          expected[row] += matrix.at(row, column) * x[column];
        }
      }
      assertThat(matrix.src()).isEqualTo(Shape.of(channels, SIZE.h(), SIZE.w()));
      assertThat(matrix.dst().elements(1, 3)).isEqualTo(y.shape().elements(2, 4));
      assertThat(y.toFloats()).isEqualTo(expected);
    }
  }

  private static int channels(Linear op) {
    return ((ConvTranspose2d) op).inChannels();
  }

  private static ConvolutionMatrix matrix(Linear op, Tensor weights) {
    return op instanceof Conv2d conv
        ? ConvolutionMatrix.of(conv, SIZE, weights)
        : ConvolutionMatrix.of((ConvTranspose2d) op, SIZE, weights);
  }

  private static Tensor integers(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(19) - 9;
    }
    return Tensor.of(shape, values);
  }

  /** The transposed matrix is the transposed convolution with the same weights. */
  @ParameterizedTest
  @MethodSource("convolutions")
  void theTransposedMatrixIsTheTransposedConvolution(Conv2d op) {
    try (Tensor weights = Networks.random(op.weightsShape(), 4)) {
      ConvolutionMatrix matrix = ConvolutionMatrix.of(op, SIZE, weights);
      ConvTranspose2d adjoint = ConvolutionMatrix.adjoint(op, SIZE);
      Size2d back = new Size2d(matrix.dst().dim(1), matrix.dst().dim(2));
      ConvolutionMatrix transposed = ConvolutionMatrix.of(adjoint, back, weights);

      assertThat(transposed).isEqualTo(matrix.transposed()).isNotEqualTo(matrix);
      assertThat(transposed).hasSameHashCodeAs(matrix.transposed());
      assertThat(transposed.dst()).isEqualTo(matrix.src());
      try (Tensor expected = matrix.transposed().toTensor();
          Tensor actual = transposed.toTensor()) {
        assertThat(actual.shape()).isEqualTo(Shape.of(matrix.columns(), matrix.rows()));
        assertThat(actual.toFloats()).isEqualTo(expected.toFloats());
      }
    }
  }

  /** With stride 1: constant along diagonals inside a block, and from block to block. */
  @Test
  void itIsDoublyBlockedToeplitz() {
    Conv2d op = Conv2d.of(1, 1, Window2d.of(3).pad(1));
    try (Tensor weights = Networks.random(op.weightsShape(), 5)) {
      ConvolutionMatrix matrix = ConvolutionMatrix.of(op, SIZE, weights);
      int w = SIZE.w();
      for (int row = 0; row < matrix.rows(); row++) {
        for (int column = 0; column < matrix.columns(); column++) {
          if (row % w > 0 && column % w > 0) {
            assertThat(matrix.at(row, column)).isEqualTo(matrix.at(row - 1, column - 1));
          }
          if (row >= w && column >= w) {
            assertThat(matrix.at(row, column)).isEqualTo(matrix.at(row - w, column - w));
          }
        }
      }
    }
  }

  @Test
  void convolutionsUnrollToLayers() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 2, 7, 8));
    Epilogue relu = Epilogue.of(Activation.relu());
    Networks.linear(
        net, "conv", "x", Conv2d.of(2, 3, Window2d.of(3).stride(2).pad(1)).epilogue(relu));
    Networks.linear(net, "up", "conv", ConvTranspose2d.of(3, 2, Window2d.of(2).stride(2)));
    Networks.linear(net, "fc", "up", Dense.of(2 * 8 * 8, 5));
    try (Graph before = net.output("fc").build();
        Graph after = UnrolledConvolutions.of(before);
        Tensor pictures = Networks.random(Shape.of(2, 2, 7, 8), 6);
        Tensor expected = Networks.run(before, pictures);
        Tensor actual = Networks.run(after, pictures)) {
      assertThat(Networks.lines(after))
          .containsExactly(
              "conv: Dense x conv.weight conv.bias -> conv/column",
              "conv/map: Reshape conv/column -> conv",
              "up: Dense conv up.weight up.bias -> up/column",
              "up/map: Reshape up/column -> up",
              "fc: Dense up fc.weight fc.bias -> fc");
      assertThat(Networks.op(after, "conv"))
          .isEqualTo(Dense.of(2 * 7 * 8, 3 * 4 * 4).epilogue(relu));
      assertThat(Agreement.problem("fc", actual, expected)).isEmpty();
    }
  }

  @Test
  void aMatrixThatWouldBeTooLargeIsRefused() {
    Conv2d op = Conv2d.of(3, 64, Window2d.of(3).pad(1)).bias(false);
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", -1, 3, 224, 224));
    Networks.linear(net, "conv", "x", op);
    try (Graph graph = net.output("conv").build()) {
      assertThatThrownBy(() -> UnrolledConvolutions.of(graph))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "UnrolledConvolutions[conv]: ConvolutionMatrix: Conv2d of [3,224,224] to"
                  + " [64,224,224] is a matrix of 3211264 x 150528; expected at most 16777216"
                  + " entries; take a smaller map or fewer channels");
    }
    Conv2d turned = op.mode(Conv2d.Mode.CONVOLUTION);
    assertThatThrownBy(() -> ConvolutionMatrix.adjoint(turned, SIZE))
        .hasMessageContaining("turn the weights");
  }

  @Test
  void entriesAreDrawnByTheirSign() {
    try (Tensor weights = Tensor.of(Shape.of(1, 1, 1, 2), -1, 2)) {
      ConvolutionMatrix matrix =
          ConvolutionMatrix.of(
              Conv2d.of(1, 1, Window2d.of(new Size2d(1, 2))), new Size2d(1, 3), weights);
      Bitmap picture = MatrixPicture.of(matrix, 2);

      assertThat(picture.width()).isEqualTo(6);
      assertThat(picture.height()).isEqualTo(4);
      // -1 2 0 above 0 -1 2: blue, red, white.
      assertThat(picture.sample(0, 0, 2)).isGreaterThan(picture.sample(0, 0, 0));
      assertThat(picture.sample(3, 1, 0)).isEqualTo(0xb2);
      assertThat(picture.sample(5, 1, 1)).isEqualTo(255);
      assertThat(picture.sample(0, 2, 1)).isEqualTo(255);
    }
  }
}
