package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.MaxPool2d.Indices;
import dev.fovea.op.Op;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CandidatesTest {
  private static final Shape IMAGE = Shape.of(1, 8, 9, 9);

  static Stream<Arguments> choices() {
    Window2d same = Window2d.of(3).pad(1);
    return Stream.of(
        Arguments.of(Conv2d.of(8, 4, Window2d.of(1)), IMAGE, "blas:conv2d:pointwise-gemm"),
        Arguments.of(Conv2d.of(8, 4, Window2d.of(1)), Shape.of(1, 8, 1, 1), "blas:conv2d:gemv"),
        Arguments.of(
            Conv2d.of(8, 4, Window2d.of(1)), Shape.of(2, 8, 1, 1), "blas:conv2d:pointwise-gemm"),
        Arguments.of(Conv2d.of(8, 4, Window2d.of(1).pad(1)), IMAGE, "blas:conv2d:im2col-gemm"),
        Arguments.of(Conv2d.of(8, 4, Window2d.of(1).stride(2)), IMAGE, "blas:conv2d:im2col-gemm"),
        Arguments.of(Conv2d.of(8, 4, same), IMAGE, "blas:conv2d:im2col-gemm"),
        Arguments.of(Conv2d.depthwise(8, 2, same), IMAGE, "blas:conv2d:depthwise"),
        Arguments.of(Conv2d.depthwise(8, 5, same), IMAGE, "blas:conv2d:im2col-gemm"),
        Arguments.of(Dense.of(648, 3), IMAGE, "blas:dense:gemv"),
        Arguments.of(Dense.of(7, 3), Shape.of(4, 7), "blas:dense:gemm:batch-4"),
        Arguments.of(MaxPool2d.of(same), IMAGE, "blas:max_pool2d:rows"),
        Arguments.of(
            MaxPool2d.of(same).indices(Indices.ROW_MAJOR), IMAGE, "portable:max_pool2d:indexed"));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void theFirstThatDoesNotDecline(Op op, Shape src, String expected) {
    try (Backend backend = new BlasProvider().open(BackendOptions.DEFAULT)) {
      String actual = op.planOn(backend, descs(op, src), PlanOptions.DEFAULT).describe();
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void declineWithAReason() {
    Conv2d op = Conv2d.of(8, 4, Window2d.of(3).stride(2));
    List<TensorDesc> inputs = descs(op, IMAGE);
    assertThat(new Conv2dDepthwise().declines(op, inputs)).isEqualTo("8 input channels in a group");
    assertThat(new Conv2dGemv().declines(op, inputs)).isEqualTo("input is [1,8,9,9]");
    assertThat(new Conv2dPointwiseGemm().declines(op, inputs)).isEqualTo("kernel is 3x3");
    assertThat(new Conv2dIm2colGemm().declines(op, inputs)).isNull();
  }

  private static List<TensorDesc> descs(Op op, Shape src) {
    return Inputs.shapes(op, src).stream().map(TensorDesc::of).toList();
  }
}
