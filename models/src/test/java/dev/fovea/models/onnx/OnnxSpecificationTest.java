package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.SingleNode;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where engines differ, the ONNX specification decides: expectations worked out by hand. */
class OnnxSpecificationTest {

  @ParameterizedTest
  @ValueSource(strings = {"SAME_UPPER", "SAME_LOWER"})
  void samePaddingOfPoolingFollowsFromTheDilatedKernel(String auto) {
    // MaxPool-12: pad_shape = (out - 1) stride + (kernel - 1) dilation + 1 - in = 4.
    try (Tensor y =
        SingleNode.of(
                "MaxPool",
                12,
                ints("kernel_shape", 3),
                ints("dilations", 2),
                text("auto_pad", auto))
            .feed("x", Shape.of(1, 1, 5), 5, 1, 2, 4, 3)
            .run()) {
      assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 5));
      assertThat(y.toFloats()).containsExactly(5, 4, 5, 4, 3);
    }
  }

  @Test
  void samePaddingOfConvolutionMayBeDilated() {
    // ONNX Runtime refuses it; the outermost taps lie two values away.
    try (Tensor y =
        SingleNode.of("Conv", 11, ints("dilations", 2), text("auto_pad", "SAME_UPPER"))
            .feed("x", Shape.of(1, 1, 5), 1, 2, 3, 4, 5)
            .feed("w", Shape.of(1, 1, 3), 1, 10, 100)
            .run()) {
      assertThat(y.toFloats()).containsExactly(310, 420, 531, 42, 53);
    }
  }

  @Test
  void outputPaddingMayReachTheDilation() {
    // ConvTranspose-11: output_padding is below stride or dilation; ONNX Runtime wants the stride.
    try (Tensor y =
        SingleNode.of("ConvTranspose", 11, ints("dilations", 2), ints("output_padding", 1))
            .feed("x", Shape.of(1, 1, 2), 1, 2)
            .feed("w", Shape.of(1, 1, 2), 1, 10)
            .run()) {
      assertThat(y.toFloats()).containsExactly(1, 2, 10, 20, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MaxPool", "AveragePool"})
  void samePaddingIsNeverNegative(String pooling) {
    // A stride beyond the kernel: the windows start at 0, 3 and 6.
    try (Tensor y =
        SingleNode.of(
                pooling,
                12,
                ints("kernel_shape", 1),
                ints("strides", 3),
                text("auto_pad", "SAME_UPPER"))
            .feed("x", Shape.of(1, 1, 9), 0, 1, 2, 3, 4, 5, 6, 7, 8)
            .run()) {
      assertThat(y.toFloats()).containsExactly(0, 3, 6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME_UPPER", "SAME_LOWER"})
  void samePaddingOfConvTransposeMakesInputTimesStride(String auto) {
    // ConvTranspose-11: output_shape = input_shape * strides; nothing reaches every third value.
    try (Tensor y =
        SingleNode.of("ConvTranspose", 11, ints("strides", 3), text("auto_pad", auto))
            .feed("x", Shape.of(1, 1, 2), 1, 2)
            .feed("w", Shape.of(1, 1, 2), 10, 100)
            .feed("b", Shape.of(1), 0.5f)
            .run()) {
      assertThat(y.toFloats()).containsExactly(10.5f, 100.5f, 0.5f, 20.5f, 200.5f, 0.5f);
    }
  }

  @Test
  void oddPaddingOfConvTransposeGoesToOneEnd() {
    // A kernel of one copies: five values, four are wanted, one is cut.
    float[] full = {1, 3, 5, 7, 9};
    try (Tensor upper = shorter("SAME_UPPER");
        Tensor lower = shorter("SAME_LOWER");
        Tensor given = shorter("NOTSET")) {
      // ConvTranspose-11: SAME_UPPER puts total / 2 first, anything else total - total / 2.
      assertThat(upper.toFloats()).containsExactly(full[0], full[1], full[2], full[3]);
      assertThat(lower.toFloats()).containsExactly(full[1], full[2], full[3], full[4]);
      assertThat(given.toFloats()).containsExactly(full[1], full[2], full[3], full[4]);
    }
  }

  private static Tensor shorter(String auto) {
    return SingleNode.of("ConvTranspose", 11, ints("output_shape", 4), text("auto_pad", auto))
        .feed("x", Shape.of(1, 1, 5), 1, 3, 5, 7, 9)
        .feed("w", Shape.of(1, 1, 1), 1)
        .run();
  }

  @Test
  void averageCountsPaddingButNotWhatLiesBehindIt() {
    // AveragePool-19 with ceil_mode: the last window holds 4, one padded zero and nothing else.
    try (Tensor y =
        SingleNode.of(
                "AveragePool",
                19,
                ints("kernel_shape", 3),
                ints("strides", 2),
                ints("pads", 1, 1),
                integer("ceil_mode", 1),
                integer("count_include_pad", 1))
            .feed("x", Shape.of(1, 1, 4), 1, 2, 3, 4)
            .run()) {
      assertThat(y.toFloats()).containsExactly(1, 3, 2);
    }
  }
}
