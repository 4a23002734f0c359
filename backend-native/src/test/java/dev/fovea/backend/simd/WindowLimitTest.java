package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowLimitTest {
  private static final PlanOptions OPTIONS = PlanOptions.named("node7");
  private static final TensorDesc SRC = TensorDesc.of(1, 16, 1, 1);

  private static final int FAR = 1 << 26;

  @Test
  void aKernelThatCannotBeListedIsRefused() {
    MaxPool2d op = MaxPool2d.of(Window2d.of(new Size2d(1, 1 << 24)));
    try (Backend backend = IsaConformance.open(Isa.BASELINE)) {
      assertThatThrownBy(
              () -> op.planOn(backend, List.of(TensorDesc.of(1, 1, 1, 1 << 24)), OPTIONS))
          .isInstanceOf(OperatorException.class)
          .hasMessage(
              "MaxPool2d[node7]: kernel is 1x16777216, 16777216 positions; expected at most 4194304"
                  + " on the backend native; take another backend");
    }
  }

  /** Nine outputs, each of which reads another tap, over 2^30 positions. */
  @Test
  void aTileThatIsLargerThanATensorIsRefused() {
    Window2d window =
        new Window2d(
            new Size2d(1, 9),
            new Size2d(1, FAR),
            new Size2d(1, FAR),
            Padding.of(0, 8 * FAR, 0, 8 * FAR));
    Conv2d conv = Conv2d.of(16, 16, window).bias(false);
    refuses(conv, List.of(SRC, TensorDesc.of(conv.weightsShape())));
    refuses(MaxPool2d.of(window), List.of(SRC));
    refuses(AveragePool2d.of(window), List.of(SRC));
  }

  private static void refuses(Op op, List<TensorDesc> inputs) {
    for (Isa isa : Isa.values()) {
      if (isa.compareTo(Isa.best()) <= 0) {
        try (Backend backend = IsaConformance.open(isa)) {
          assertThatThrownBy(() -> op.planOn(backend, inputs, OPTIONS))
              .isInstanceOf(OperatorException.class)
              .hasMessageStartingWith(op.type() + "[node7]: scratch for kernel 1x9 stride")
              .hasMessageContaining("bytes; expected at most");
        }
      }
    }
  }

  /**
   * Constant weights take no scratch, and the shapes of a network are planned before it has any.
   */
  @Test
  void largeWeightsAreNot() {
    Conv2d conv = Conv2d.of(8192, 8192, Window2d.of(3).pad(1)).bias(false);
    List<TensorDesc> inputs =
        List.of(TensorDesc.of(1, 8192, 14, 14), TensorDesc.of(conv.weightsShape()));
    try (Backend backend = IsaConformance.open(Isa.BASELINE)) {
      assertThat(conv.planOn(backend, inputs, OPTIONS).describe()).contains("native:conv2d");
    }
  }

  @Test
  void soAreMorePhasesThanAnyNetworkHas() {
    ConvTranspose2d op = ConvTranspose2d.of(1, 1, Window2d.of(1).stride(1 << 10));
    List<TensorDesc> inputs =
        List.of(TensorDesc.of(1, 1, 2, 2), TensorDesc.of(1, 1, 1, 1), TensorDesc.of(1));
    try (Backend backend = IsaConformance.open(Isa.BASELINE)) {
      assertThatThrownBy(() -> op.planOn(backend, inputs, OPTIONS))
          .isInstanceOf(OperatorException.class)
          .hasMessageStartingWith(
              "ConvTranspose2d[node7]: stride is 1024x1024, 1048576 positions; expected at most");
    }
  }
}
