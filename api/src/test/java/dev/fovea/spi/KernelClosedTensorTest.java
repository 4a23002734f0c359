package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.OperatorException;
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelClosedTensorTest {

  @Test
  void closedTensorsAreNamed() {
    TensorDesc desc = TensorDesc.of(4);
    Plan plan =
        PortableActivation.plan(Activation.relu(), List.of(desc), PlanOptions.named("relu1"));
    Tensor closed = Tensor.allocate(desc);
    closed.close();
    try (Kernel kernel = plan.build(Map.of());
        Tensor open = Tensor.allocate(desc)) {
      assertThatThrownBy(() -> kernel.run(List.of(closed), List.of(open), open, Workers.single()))
          .isInstanceOf(OperatorException.class)
          .hasMessage("Activation[relu1]: src is closed; expected an open tensor of float32[4]")
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> kernel.run(List.of(open), List.of(open), closed, Workers.single()))
          .hasMessage("Activation[relu1]: scratch is closed; expected an open tensor");
    }
  }
}
