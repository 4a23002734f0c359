package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerPoolTest {

  private static void requireEachOnce(Workers workers, int tasks) {
    AtomicIntegerArray done = new AtomicIntegerArray(tasks);
    workers.run(tasks, done, (counts, task, worker) -> counts.incrementAndGet(task));
    for (int i = 0; i < tasks; i++) {
      assertThat(done.get(i)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyTaskRunsOnce(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      assertThat(pool.count()).isEqualTo(threads);
      for (int round = 0; round < 200; round++) {
        for (int tasks : new int[] {0, 1, 2, 7, 64}) {
          requireEachOnce(pool, tasks);
        }
      }
    }
  }

  @Test
  void theSingleWorkerRunsInOrderOnTheCaller() {
    List<Integer> order = new ArrayList<>();
    Thread caller = Thread.currentThread();
    Workers.single()
        .run(
            3,
            order,
            (list, task, worker) -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              assertThat(worker).isZero();
              list.add(task);
            });
    assertThat(order).containsExactly(0, 1, 2);
    assertThat(Workers.single().count()).isEqualTo(1);
  }

  @Test
  void helpersTakePart() {
    try (WorkerPool pool = new WorkerPool(2)) {
      // Each task waits for the other, so one thread alone would never end.
      CountDownLatch both = new CountDownLatch(2);
      pool.run(
          2,
          both,
          (latch, task, worker) -> {
            latch.countDown();
            await(latch);
          });
      assertThat(both.getCount()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void workersAreDistinctAtAnyMoment() {
    try (WorkerPool pool = new WorkerPool(4)) {
      AtomicIntegerArray inUse = new AtomicIntegerArray(4);
      AtomicInteger clashes = new AtomicInteger();
      for (int round = 0; round < 50; round++) {
        pool.run(
            100,
            inUse,
            (used, task, worker) -> {
              if (!used.compareAndSet(worker, 0, 1)) {
                clashes.incrementAndGet();
              }
              Thread.yield();
              used.set(worker, 0);
            });
      }
      assertThat(clashes).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void exceptionsPropagateAndThePoolGoesOn(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int failing = 0; failing < 20; failing++) {
        int bad = failing;
        assertThatThrownBy(
                () ->
                    pool.run(
                        20,
                        "context",
                        (context, task, worker) -> {
                          if (task == bad) {
                            throw new UnsupportedOperationException("task " + task);
                          }
                        }))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessage("task " + failing);
        requireEachOnce(pool, 20);
      }
      assertThatThrownBy(
              () ->
                  pool.run(
                      2,
                      "context",
                      (context, task, worker) -> {
                        throw new AssertionError("an error");
                      }))
          .isInstanceOf(AssertionError.class)
          .hasMessage("an error");
    }
  }

  @Test
  void concurrentCallersShareThePool() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(3)) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread caller =
            new Thread(
                () -> {
                  for (int round = 0; round < 300; round++) {
                    requireEachOnce(pool, 17);
                  }
                });
        caller.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        callers.add(caller);
      }
      callers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(failure.get()).isNull();
    }
  }

  @Test
  void aClosedPoolWorksOnTheCallerAlone() {
    WorkerPool pool = new WorkerPool(3);
    requireEachOnce(pool, 10);
    pool.close();
    pool.close();
    Thread caller = Thread.currentThread();
    pool.run(
        10,
        caller,
        (expected, task, worker) -> assertThat(Thread.currentThread()).isSameAs(expected));
    requireEachOnce(pool, 10);
  }

  @Test
  void closeEndsTheHelpers() throws InterruptedException {
    WorkerPool pool = new WorkerPool(2);
    AtomicReference<Thread> helper = new AtomicReference<>();
    CountDownLatch both = new CountDownLatch(2);
    pool.run(
        2,
        both,
        (latch, task, worker) -> {
          if (worker == 1) {
            helper.set(Thread.currentThread());
          }
          latch.countDown();
          await(latch);
        });
    assertThat(helper.get().isDaemon()).isTrue();
    pool.close();
    helper.get().join(10_000);
    assertThat(helper.get().isAlive()).isFalse();
  }

  @Test
  void needsAThread() {
    assertThatThrownBy(() -> new WorkerPool(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("WorkerPool: 0 threads asked for; expected at least 1");
  }

  @Test
  void aRunNeedsContextAndTask() {
    for (int threads : new int[] {1, 2}) {
      try (WorkerPool pool = new WorkerPool(threads)) {
        assertThatThrownBy(() -> pool.run(10, null, (context, task, worker) -> {}))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("context");
        assertThatThrownBy(() -> pool.run(10, "context", null))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("task");
      }
    }
  }

  @Test
  void aTaskCannotCloseItsPool() {
    try (WorkerPool pool = new WorkerPool(2)) {
      // Each task waits for the other, so that the caller runs one and a helper the other.
      CountDownLatch both = new CountDownLatch(2);
      AtomicInteger refusals = new AtomicInteger();
      pool.run(
          2,
          both,
          (latch, task, worker) -> {
            latch.countDown();
            await(latch);
            try {
              pool.close();
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("closed by one of its own tasks");
              refusals.incrementAndGet();
            }
          });
      assertThat(refusals).hasValue(2);
      requireEachOnce(pool, 20);
    }
  }

  @Test
  void aCloseWaitsForTheRunWithoutSpinning() throws InterruptedException {
    WorkerPool pool = new WorkerPool(2);
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread runner =
        new Thread(
            () ->
                pool.run(
                    2,
                    running,
                    (latch, task, worker) -> {
                      latch.countDown();
                      await(mayEnd);
                    }));
    runner.start();
    await(running);
    Thread closing = new Thread(pool::close);
    closing.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (closing.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(closing.getState()).isEqualTo(Thread.State.WAITING);
    mayEnd.countDown();
    closing.join(20_000);
    runner.join(20_000);
    assertThat(closing.isAlive()).isFalse();
    requireEachOnce(pool, 10);
  }

  @Test
  void anInterruptOutlastsTheRun() {
    try (WorkerPool pool = new WorkerPool(3)) {
      Thread.currentThread().interrupt();
      requireEachOnce(pool, 50);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void thereIsALargestPool() {
    assertThatThrownBy(() -> new WorkerPool(100_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("WorkerPool: 100000 threads asked for; expected at most 1024");
  }
}
