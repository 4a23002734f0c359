package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Epilogue;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelOverlapTest extends KernelFixture {
  @Test
  void outputsMayNotOverlapInputs() {
    Tensor memory = open(TensorDesc.of(2, 6));
    Tensor low = keep(memory.view(DESC, 0));
    Tensor middle = keep(memory.view(DESC, 12));
    Tensor high = keep(memory.view(DESC, 24));
    Tensor none = open(TensorDesc.of(0));
    refuses(
        add(),
        List.of(open(DESC), low),
        List.of(middle),
        none,
        "Add[node7]: dst overlaps b; expected memory of its own");
    refuses(
        add(),
        List.of(low, high),
        List.of(low),
        none,
        "Add[node7]: dst overlaps a; expected memory of its own");
    add().run(List.of(low, low), List.of(high), none, Workers.single());
    assertThat(runs).hasValue(1);
  }

  @Test
  void channelSlicesOfOneTensorAreApart() {
    Tensor whole = open(TensorDesc.of(2, 6));
    Tensor front = keep(whole.channelSlice(0, 3));
    Tensor back = keep(whole.channelSlice(3, 3));
    Tensor crossing = keep(whole.channelSlice(2, 3));
    Tensor scratch = open(TensorDesc.of(4));
    refuses(
        relu(counting),
        List.of(front),
        List.of(crossing),
        scratch,
        "Activation[node7]: dst overlaps src; expected memory of its own");
    relu(counting).run(List.of(front), List.of(back), scratch, Workers.single());
    assertThat(runs).hasValue(1);
  }

  @Test
  void outputsMayNotOverlapEachOther() {
    TensorDesc src = TensorDesc.of(1, 1, 2, 2);
    Plan plan =
        Plan.of(
                MaxPool2d.of(Window2d.of(1)).indices(MaxPool2d.Indices.ROW_MAJOR),
                List.of(src),
                NAMED)
            .build("test", ErrorModel.exact(), operands -> counting);
    Tensor memory = open(plan.dsts().get(1));
    refuses(
        plan.build(Map.of()),
        List.of(open(src)),
        List.of(keep(memory.view(src, 8)), memory),
        open(TensorDesc.of(0)),
        "MaxPool2d[node7]: dst 0 overlaps dst 1; expected memory of its own");
  }

  @Test
  void onlyAResidualMayBeTheOutput() {
    Conv2d op = Conv2d.of(1, 1, Window2d.of(1)).bias(false).epilogue(Epilogue.NONE.withResidual());
    TensorDesc map = TensorDesc.of(1, 1, 2, 2);
    TensorDesc weight = TensorDesc.of(1, 1, 1, 1);
    Kernel kernel =
        Plan.of(op, List.of(map, weight, map), NAMED)
            .build("test", ErrorModel.exact(), operands -> counting)
            .build(Map.of("weights", open(weight)));
    Tensor memory = open(TensorDesc.of(6));
    Tensor dst = keep(memory.view(map, 0));
    Tensor shifted = keep(memory.view(map, 8));
    Tensor none = open(TensorDesc.of(0));
    refuses(
        kernel,
        List.of(open(map), shifted),
        List.of(dst),
        none,
        "Conv2d[node7]: dst overlaps residual; expected memory of its own");
    refuses(
        kernel,
        List.of(dst, dst),
        List.of(dst),
        none,
        "Conv2d[node7]: dst overlaps src; expected memory of its own");
    kernel.run(List.of(open(map), dst), List.of(dst), none, Workers.single());
    kernel.run(
        List.of(open(map), keep(dst.reshape(map.shape()))), List.of(dst), none, Workers.single());
    assertThat(runs).hasValue(2);
    kernel.close();
  }

  @Test
  void aConstantMayNotBeTheOutput() {
    TensorDesc map = TensorDesc.of(1, 1, 1, 1);
    Tensor weights = open(map);
    Kernel kernel =
        Plan.of(Conv2d.of(1, 1, Window2d.of(1)).bias(false), List.of(map, map), NAMED)
            .build("test", ErrorModel.exact(), operands -> counting)
            .build(Map.of("weights", weights));
    refuses(
        kernel,
        List.of(open(map)),
        List.of(weights),
        open(TensorDesc.of(0)),
        "Conv2d[node7]: dst overlaps weights; expected memory of its own");
    kernel.close();
  }

  @Test
  void anInPlaceResidualAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Conv2d op = Conv2d.of(1, 1, Window2d.of(1)).bias(false).epilogue(Epilogue.NONE.withResidual());
    TensorDesc map = TensorDesc.of(1, 1, 2, 2);
    Kernel kernel =
        Plan.of(op, List.of(map, TensorDesc.of(1, 1, 1, 1), map), NAMED)
            .build("test", ErrorModel.exact(), operands -> counting)
            .build(Map.of("weights", open(TensorDesc.of(1, 1, 1, 1))));
    Tensor dst = open(map);
    Call call =
        new Call(List.of(open(map), dst), List.of(dst), open(TensorDesc.of(0)), Workers.single());
    for (int i = 0; i < 20_000; i++) {
      kernel.run(call);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      kernel.run(call);
    }
    // Measuring allocates a little itself, once.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
    kernel.close();
  }
}
