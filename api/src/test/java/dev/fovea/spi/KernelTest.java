package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KernelTest extends KernelFixture {
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

  @Test
  void aFailingCloseOfTheBodyStillReleasesTheConstants() {
    TensorDesc map = TensorDesc.of(1, 1, 1, 1);
    Tensor weights = open(map);
    KernelBody failing =
        new KernelBody() {
          @Override
          public void run(Call call) {}

          @Override
          public void close() {
            throw new UnsupportedOperationException("close");
          }
        };
    Kernel kernel =
        Plan.of(Conv2d.of(1, 1, Window2d.of(1)).bias(false), List.of(map, map), NAMED)
            .build("test", ErrorModel.exact(), operands -> failing)
            .build(Map.of("weights", weights));
    weights.close();
    assertThatThrownBy(kernel::close).hasMessage("close");
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  @Test
  void aFailingOwnerDoesNotKeepTheOthersFromBeingReleased() {
    TensorDesc bias = TensorDesc.of(1);
    TensorDesc map = TensorDesc.of(1, 1, 1, 1);
    Tensor memory = open(map);
    Tensor foreign =
        Tensor.wrap(
            map,
            memory.address(),
            4,
            () -> {
              throw new UnsupportedOperationException("owner");
            });
    Tensor held = open(bias);
    Kernel kernel =
        Plan.of(Conv2d.of(1, 1, Window2d.of(1)), List.of(map, map, bias), NAMED)
            .build("test", ErrorModel.exact(), operands -> counting)
            .build(Map.of("weights", foreign, "bias", held));
    foreign.close();
    held.close();
    assertThatThrownBy(kernel::close).hasMessage("owner");
    memory.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }
}
