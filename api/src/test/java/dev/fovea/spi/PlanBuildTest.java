package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Pad;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanBuildTest {
  private static final TensorDesc SRC = TensorDesc.of(1, 2, 4, 4);
  private static final TensorDesc WEIGHTS = TensorDesc.of(3, 2, 1, 1);
  private static final TensorDesc BIAS = TensorDesc.of(3);
  private static final PlanOptions NAMED = PlanOptions.named("layer1.conv");

  private final Plan plan =
      Plan.of(Conv2d.of(2, 3, Window2d.of(1)), List.of(SRC, WEIGHTS, BIAS), NAMED)
          .build("test", ErrorModel.exact(), operands -> call -> {});
  private final Tensor weights = Tensor.allocate(WEIGHTS);
  private final Tensor bias = Tensor.allocate(BIAS);
  private long liveBefore;

  @BeforeEach
  void rememberLiveBytes() {
    liveBefore = Tensor.liveBytes() - WEIGHTS.bytes() - BIAS.bytes();
  }

  @AfterEach
  void everythingWasReleased() {
    weights.close();
    bias.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  /** Constants of which one is closed by somebody else as soon as all of them were looked at. */
  private Map<String, Tensor> closedMeanwhile(Tensor tensor) {
    return new HashMap<>(Map.of("weights", weights, "bias", bias)) {
      private static final long serialVersionUID = 1L;

      @Override
      public int size() {
        tensor.close();
        return super.size();
      }
    };
  }

  @Test
  void aConstantThatIsClosedMeanwhileIsNamedAndTheOthersAreReleased() {
    for (Tensor tensor : List.of(bias, weights)) {
      String port = tensor == bias ? "bias" : "weights";
      assertThatThrownBy(() -> plan.build(closedMeanwhile(tensor)))
          .isInstanceOf(OperatorException.class)
          .hasMessage("Conv2d[layer1.conv]: " + port + " is closed; expected an open tensor");
    }
  }

  @Test
  void aCloseDuringTheBuildNeverTakesTheMemoryAway() throws InterruptedException {
    TensorDesc large = TensorDesc.of(1024, 1024);
    Plan dense =
        Plan.of(Dense.of(1024, 1024).bias(false), List.of(TensorDesc.of(1, 1024), large), NAMED)
            .build("test", ErrorModel.exact(), operands -> call -> {});
    for (int round = 0; round < 20; round++) {
      Tensor tensor = Tensor.allocate(large);
      Thread closer = new Thread(tensor::close);
      closer.start();
      try {
        dense.build(Map.of("weights", tensor)).close();
      } catch (OperatorException e) {
        assertThat(e).hasMessageContaining("weights is closed");
      }
      closer.join();
    }
  }

  @Test
  void aResidualHasTheLayoutOfTheOutput() {
    Conv2d op = Conv2d.of(2, 3, Window2d.of(1)).bias(false).epilogue(Epilogue.NONE.withResidual());
    TensorDesc dst = TensorDesc.of(1, 3, 4, 4);
    TensorDesc blocked = TensorDesc.of(DType.FLOAT32, dst.shape(), Layout.blocked(4));
    Plan.Builder builder = Plan.of(op, List.of(SRC, WEIGHTS, dst), NAMED).dsts(List.of(blocked));
    assertThatThrownBy(() -> builder.build("test", ErrorModel.exact(), operands -> call -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Plan: residual is float32[1,3,4,4];"
                + " expected the layout of the output float32[1,3,4,4] NCHW4c");
    builder
        .inputs(List.of(SRC, WEIGHTS, blocked))
        .build("test", ErrorModel.exact(), operands -> call -> {});
  }

  @Test
  void thereIsABody() {
    Plan.Builder builder = Plan.of(Activation.relu(), List.of(SRC), NAMED);
    assertThatThrownBy(() -> builder.build("test", ErrorModel.exact(), null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    Plan bodiless = builder.build("test", ErrorModel.exact(), operands -> null);
    assertThatThrownBy(() -> bodiless.build(Map.of()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body returned null");
  }

  @Test
  void outputsThatNoTensorHoldsNameTheNode() {
    TensorDesc half = TensorDesc.of(1, 1, 1 << 14, 1 << 14);
    Pad doubling = new Pad(List.of(0, 0, 0, 0), List.of(0, 0, 1 << 14, 0), 0);
    assertThatThrownBy(() -> Plan.of(doubling, List.of(half), PlanOptions.named("grow")))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Pad[grow]: output would be float32[1,1,32768,16384] of 2147483648 bytes;"
                + " expected at most 2147483583; split the batch");
  }

  @Test
  void arithmeticThatOverflowsNamesTheNode() {
    Pad huge = new Pad(List.of(1 << 30, 1 << 30), List.of(0, 1 << 30), 0);
    assertThatThrownBy(() -> Plan.of(huge, List.of(TensorDesc.of(2, 2)), PlanOptions.named("grow")))
        .isInstanceOf(OperatorException.class)
        .hasMessageStartingWith("Pad[grow]: ");
    Shape wide = Shape.of(1 << 30, 1 << 30);
    assertThatThrownBy(
            () ->
                Plan.of(
                    new Pad(List.of(1 << 30, 0), List.of(0, 1 << 30), 0),
                    List.of(TensorDesc.of(wide)),
                    PlanOptions.named("grow")))
        .isInstanceOf(OperatorException.class)
        .hasMessageStartingWith("Pad[grow]: ");
  }
}
