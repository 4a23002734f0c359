package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.OperatorException;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Kernels that count instead of computing, and tensors that are closed after each test. */
abstract class KernelFixture {
  static final TensorDesc DESC = TensorDesc.of(2, 3);
  static final PlanOptions NAMED = PlanOptions.named("node7");

  final AtomicInteger runs = new AtomicInteger();
  final AtomicInteger closes = new AtomicInteger();
  final List<Tensor> opened = new ArrayList<>();
  long liveBefore;

  /** Counts instead of computing. */
  final KernelBody counting =
      new KernelBody() {
        @Override
        public void run(Call call) {
          runs.incrementAndGet();
        }

        @Override
        public void close() {
          closes.incrementAndGet();
        }
      };

  @BeforeEach
  void rememberLiveBytes() {
    liveBefore = Tensor.liveBytes();
  }

  @AfterEach
  void everythingWasReleased() {
    opened.forEach(Tensor::close);
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  Tensor open(TensorDesc desc) {
    return keep(Tensor.allocate(desc));
  }

  Tensor keep(Tensor tensor) {
    opened.add(tensor);
    return tensor;
  }

  Kernel relu(KernelBody body) {
    return Plan.of(Activation.relu(), List.of(DESC), NAMED)
        .scratch(workers -> 16L * workers)
        .build("test:relu", ErrorModel.exact(), operands -> body)
        .build(Map.of());
  }

  Kernel add() {
    return Plan.of(new Add(), List.of(DESC, DESC), NAMED)
        .build("test:add", ErrorModel.exact(), operands -> counting)
        .build(Map.of());
  }

  void refuses(
      Kernel kernel, List<Tensor> srcs, List<Tensor> dsts, Tensor scratch, String message) {
    assertThatThrownBy(() -> kernel.run(srcs, dsts, scratch, Workers.single()))
        .isInstanceOf(OperatorException.class)
        .hasMessage(message);
    assertThat(runs).hasValue(0);
  }
}
