package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.Backends;
import dev.fovea.spi.Backend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GoldenExamplesTest {

  @TestFactory
  Stream<DynamicTest> theReferenceAgreesWithPaper() {
    return GoldenExamples.all().stream()
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.rule() + " " + golden.check().name(), () -> run(golden)));
  }

  private static void run(Golden golden) {
    try (Backend reference = Backends.discover().open("reference")) {
      golden.check().body().run(new Subject(reference));
    }
  }

  @Test
  void everyExampleOfTheCourseIsThere() {
    assertThat(GoldenExamples.all())
        .extracting(golden -> golden.rule() + " " + golden.check().name())
        .doesNotHaveDuplicates()
        .containsAll(COURSE);
  }

  private static final List<String> COURSE =
      List.of(
          "conv2d_01_plain golden: 5x5 input and 3x3 kernel give 3x3",
          "conv2d_01_plain golden: the two-column edge detector [1,-1] finds the vertical edge",
          "conv2d_01_plain golden: Sobel as one 3x3",
          "conv2d_01_plain golden: Sobel as two 1-D passes, 9 against 6 products",
          "conv2d_02_stride golden: stride 2 on 5x5 gives 2x2",
          "conv2d_03_padding golden: padding 1 keeps the size",
          "conv2d_05_dilation golden: dilation 2 on 3x3 sees 5x5",
          "conv_transpose2d_02_stride golden: 3x3 stride 2 takes 2x2 to 5x5",
          "conv2d_08_depthwise golden: "
              + "depthwise + pointwise 16 -> 32 has 656 weights against 4,608",
          "conv2d_09_true_convolution golden: "
              + "cross-correlation is true convolution with the kernel turned by 180 degrees",
          "conv2d_09_true_convolution golden: true convolution is associative",
          "conv2d_09_true_convolution golden: true convolution commutes",
          "conv2d_09_true_convolution golden: cross-correlation is neither",
          "conv2d_09_true_convolution golden: 1-D echo: signal 1..6 with gains 1, .9, .8, .7",
          "conv2d_09_true_convolution golden: convolution theorem on a small case",
          "dense_03_equivalences golden: "
              + "a 4x4 input's convolution equals its 4x16 matrix times the flattened input",
          "dense_03_equivalences golden: FC on 7x7x512 equals a 7x7 convolution",
          "dense_03_equivalences golden: FC on the channels at one position is a 1x1 convolution",
          "global_average_pool_02_whole_map golden: GAP is average pooling over the whole map",
          "conv2d_17_shift golden: shifting the input shifts the output",
          "conv2d_18_linearity golden: linearity",
          "conv2d_19_channel_permutation golden: "
              + "permuting channels permutes nothing but channels");
}
