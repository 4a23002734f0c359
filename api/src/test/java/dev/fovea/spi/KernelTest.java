package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Epilogue;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static final TensorDesc DESC = TensorDesc.of(2, 3);
  private static final PlanOptions NAMED = PlanOptions.named("node7");

  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private final List<Tensor> opened = new ArrayList<>();
  private long liveBefore;

  /** Counts instead of computing. */
  private final KernelBody counting =
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

  private Tensor open(TensorDesc desc) {
    return keep(Tensor.allocate(desc));
  }

  private Tensor keep(Tensor tensor) {
    opened.add(tensor);
    return tensor;
  }

  private Kernel relu(KernelBody body) {
    return Plan.of(Activation.relu(), List.of(DESC), NAMED)
        .scratch(workers -> 16L * workers)
        .build("test:relu", ErrorModel.exact(), operands -> body)
        .build(Map.of());
  }

  private Kernel add() {
    return Plan.of(new Add(), List.of(DESC, DESC), NAMED)
        .build("test:add", ErrorModel.exact(), operands -> counting)
        .build(Map.of());
  }

  private void refuses(
      Kernel kernel, List<Tensor> srcs, List<Tensor> dsts, Tensor scratch, String message) {
    assertThatThrownBy(() -> kernel.run(srcs, dsts, scratch, Workers.single()))
        .isInstanceOf(OperatorException.class)
        .hasMessage(message);
    assertThat(runs).hasValue(0);
  }

  @Test
  void aGoodCallReachesTheBody() {
    Kernel kernel = relu(counting);
    kernel.run(List.of(open(DESC)), List.of(open(DESC)), open(TensorDesc.of(4)), Workers.single());
    assertThat(runs).hasValue(1);
    assertThat(kernel.plan().describe()).isEqualTo("test:relu");
    kernel.close();
    kernel.close();
    assertThat(closes).hasValue(1);
    assertThat(kernel.isClosed()).isTrue();
  }

  @Test
  void aClosedKernelRefuses() {
    Kernel kernel = relu(counting);
    kernel.close();
    Call call =
        new Call(
            List.of(open(DESC)), List.of(open(DESC)), open(TensorDesc.of(4)), Workers.single());
    assertThatThrownBy(() -> kernel.run(call))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Activation[node7]: kernel is closed; expected an open one; build it again");
    assertThat(runs).hasValue(0);
  }

  @Test
  void countsAreChecked() {
    Kernel kernel = relu(counting);
    Tensor scratch = open(TensorDesc.of(4));
    Tensor src = open(DESC);
    refuses(
        kernel,
        List.of(),
        List.of(open(DESC)),
        scratch,
        "Activation[node7]: 0 inputs given; expected 1");
    refuses(
        kernel,
        List.of(src),
        List.of(open(DESC), open(DESC)),
        scratch,
        "Activation[node7]: 2 outputs given; expected 1");
  }

  @Test
  void shapesAreChecked() {
    Kernel kernel = relu(counting);
    Tensor scratch = open(TensorDesc.of(4));
    Tensor good = open(DESC);
    Tensor bad = open(TensorDesc.of(3, 2));
    refuses(
        kernel,
        List.of(bad),
        List.of(good),
        scratch,
        "Activation[node7]: src is float32[3,2]; expected float32[2,3]");
    refuses(
        kernel,
        List.of(good),
        List.of(bad),
        scratch,
        "Activation[node7]: dst is float32[3,2]; expected float32[2,3]");
  }

  @Test
  void outputsAreNumberedIfThereAreSeveral() {
    TensorDesc src = TensorDesc.of(1, 1, 2, 2);
    Plan plan =
        Plan.of(
                MaxPool2d.of(Window2d.of(2)).indices(MaxPool2d.Indices.ROW_MAJOR),
                List.of(src),
                NAMED)
            .build("test", ErrorModel.exact(), operands -> counting);
    TensorDesc value = TensorDesc.of(1, 1, 1, 1);
    refuses(
        plan.build(Map.of()),
        List.of(open(src)),
        List.of(open(value), open(value)),
        open(TensorDesc.of(0)),
        "MaxPool2d[node7]: dst 1 is float32[1,1,1,1]; expected int64[1,1,1,1]");
  }

  @Test
  void closedTensorsAreRefusedAndNothingStaysHeld() {
    Kernel kernel = add();
    Tensor a = open(DESC);
    Tensor closed = open(DESC);
    closed.close();
    Tensor dst = open(DESC);
    Tensor none = open(TensorDesc.of(0));
    refuses(
        kernel,
        List.of(a, closed),
        List.of(dst),
        none,
        "Add[node7]: b is closed; expected an open tensor of float32[2,3]");
    refuses(
        kernel,
        List.of(a, dst),
        List.of(closed),
        none,
        "Add[node7]: dst is closed; expected an open tensor of float32[2,3]");
    // A lease that was not given back would keep the memory alive: @AfterEach looks.
    a.close();
    dst.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void scratchIsChecked() {
    Kernel kernel = relu(counting);
    Tensor src = open(DESC);
    Tensor dst = open(DESC);
    refuses(
        kernel,
        List.of(src),
        List.of(dst),
        open(TensorDesc.of(3)),
        "Activation[node7]: scratch has 12 bytes; expected at least 16 for 1 workers");
    Tensor closed = open(TensorDesc.of(4));
    closed.close();
    refuses(
        kernel,
        List.of(src),
        List.of(dst),
        closed,
        "Activation[node7]: scratch is closed; expected an open tensor");
    refuses(
        kernel,
        List.of(src),
        List.of(dst),
        open(TensorDesc.of(DType.INT64, Shape.of(2))),
        "Activation[node7]: scratch is int64[2]; expected float32");
    Tensor memory = open(TensorDesc.of(7));
    Tensor shared = keep(memory.view(DESC, 0));
    refuses(
        kernel,
        List.of(shared),
        List.of(dst),
        keep(memory.view(TensorDesc.of(4), 4)),
        "Activation[node7]: scratch overlaps src; expected memory of its own");
    try (WorkerPool pool = new WorkerPool(2)) {
      Tensor forOne = open(TensorDesc.of(4));
      assertThatThrownBy(() -> kernel.run(List.of(src), List.of(dst), forOne, pool))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining("16 bytes; expected at least 32 for 2 workers");
    }
  }

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
  void aCloseDuringARunTakesEffectWhenItEnds() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Tensor src = open(DESC);
    Tensor dst = open(DESC);
    Kernel kernel =
        relu(
            new KernelBody() {
              @Override
              public void run(Call call) {
                running.countDown();
                awaitQuietly(mayEnd);
                call.dsts().get(0).floats().put(0, call.srcs().get(0).floats().get(0));
                runs.incrementAndGet();
              }

              @Override
              public void close() {
                closes.incrementAndGet();
              }
            });
    src.copyFrom(5, 0, 0, 0, 0, 0);
    Tensor scratch = open(TensorDesc.of(4));
    Thread runner =
        new Thread(() -> kernel.run(List.of(src), List.of(dst), scratch, Workers.single()));
    runner.start();
    awaitQuietly(running);
    kernel.close();
    src.close();
    scratch.close();
    assertThat(closes).hasValue(0);
    assertThat(Tensor.liveBytes())
        .isEqualTo(liveBefore + 2 * DESC.bytes() + scratch.desc().bytes());
    mayEnd.countDown();
    runner.join(10_000);
    assertThat(runs).hasValue(1);
    assertThat(closes).hasValue(1);
    assertThat(dst.floats().get(0)).isEqualTo(5);
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore + DESC.bytes());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFailingBodyLeavesNothingHeld() {
    Kernel kernel =
        relu(
            call -> {
              throw new UnsupportedOperationException("broken");
            });
    Tensor src = open(DESC);
    Tensor dst = open(DESC);
    Tensor scratch = open(TensorDesc.of(4));
    assertThatThrownBy(() -> kernel.run(List.of(src), List.of(dst), scratch, Workers.single()))
        .hasMessage("broken");
    opened.forEach(Tensor::close);
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void aRunAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Kernel kernel = relu(counting);
    Call call =
        new Call(
            List.of(open(DESC)), List.of(open(DESC)), open(TensorDesc.of(4)), Workers.single());
    for (int i = 0; i < 20_000; i++) {
      kernel.run(call);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      kernel.run(call);
    }
    // Measuring allocates a little itself, once.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
  }

  @Test
  void emptyBatchesRun() {
    TensorDesc empty = TensorDesc.of(0, 3);
    Kernel kernel =
        Plan.of(Activation.relu(), List.of(empty), NAMED)
            .build("test", ErrorModel.exact(), operands -> counting)
            .build(Map.of());
    kernel.run(
        List.of(open(empty)), List.of(open(empty)), open(TensorDesc.of(0)), Workers.single());
    assertThat(runs).hasValue(1);
  }
}
