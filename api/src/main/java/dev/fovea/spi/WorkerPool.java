package dev.fovea.spi;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of daemon threads that help the calling thread.
 *
 * <p>The pool serves one run at a time; a run that finds it busy does all its work on the calling
 * thread, so many sessions may share one pool and none waits for another. Results do not depend on
 * it. A run allocates nothing.
 */
public final class WorkerPool implements Workers, AutoCloseable {
  /** The largest pool. */
  public static final int MAX_THREADS = 1024;

  private final Thread[] helpers;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();

  // Written by the caller before `generation`, read by helpers after it.
  private int tasks;
  private @Nullable Object context;
  private @Nullable Task<Object> task;
  private @Nullable Thread caller;

  private volatile @Nullable Throwable failure;
  private volatile int generation;
  private volatile @Nullable Thread closer;
  private volatile boolean closed;

  /**
   * Starts {@code threads - 1} helpers; the calling thread of each run is one more worker.
   *
   * @throws IllegalArgumentException on less than 1 or more than {@link #MAX_THREADS} threads
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "WorkerPool: " + threads + " threads asked for; expected at least 1");
    }
    if (threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "WorkerPool: " + threads + " threads asked for; expected at most " + MAX_THREADS);
    }
    helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] = new Thread(() -> help(worker), "fovea-worker-" + worker);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  @Override
  public int count() {
    return helpers.length + 1;
  }

  @Override
  public <T> void run(int taskCount, T runContext, Task<T> runTask) {
    Objects.requireNonNull(runContext, "context");
    Objects.requireNonNull(runTask, "task");
    if (taskCount <= 1
        || helpers.length == 0
        || closer != null
        || !busy.compareAndSet(false, true)) {
      Workers.single().run(taskCount, runContext, runTask);
      return;
    }
    try {
      runShared(taskCount, runContext, runTask);
    } finally {
      busy.set(false);
      LockSupport.unpark(closer);
    }
  }

  // Only the thread that holds `busy` writes the generation.
  @SuppressWarnings({"unchecked", "NonAtomicVolatileUpdate"})
  private <T> void runShared(int taskCount, T runContext, Task<T> runTask) {
    tasks = taskCount;
    context = runContext;
    task = (Task<Object>) runTask;
    caller = Thread.currentThread();
    failure = null;
    failed.set(false);
    next.set(0);
    working.set(helpers.length);
    generation++;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    work(0);
    boolean interrupted = false;
    while (working.get() > 0) {
      LockSupport.park(this);
      // Parking would return at once for as long as this is set.
      interrupted |= Thread.interrupted();
    }
    restore(interrupted);
    context = null;
    task = null;
    caller = null;
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      rethrow(thrown);
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void help(int worker) {
    int seen = 0;
    while (true) {
      while (generation == seen) {
        if (closed) {
          return;
        }
        LockSupport.park(this);
        // What a task left; parking would return at once for as long as it is set.
        Thread.interrupted();
      }
      seen = generation;
      work(worker);
      Thread waiting = caller;
      if (working.decrementAndGet() == 0) {
        LockSupport.unpark(waiting);
      }
    }
  }

  private void work(int worker) {
    Task<Object> current = task;
    Object shared = context;
    if (current == null || shared == null) {
      return;
    }
    try {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        current.run(shared, i, worker);
      }
    } catch (Throwable t) {
      if (failed.compareAndSet(false, true)) {
        failure = t;
      }
      next.set(tasks);
    }
  }

  // A task declares no checked exception, so these two are all there is.
  private static void rethrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  /**
   * Ends the helpers once a run under way is over; later runs work on the calling thread alone.
   * Idempotent.
   *
   * @throws IllegalStateException if a task of the run under way calls it
   */
  @Override
  public void close() {
    requireOutside(Thread.currentThread());
    endHelpers();
  }

  private void requireOutside(Thread current) {
    boolean inside = caller == current;
    for (Thread helper : helpers) {
      inside |= helper == current;
    }
    if (inside) {
      throw new IllegalStateException(
          "WorkerPool: closed by one of its own tasks; expected a close after the run");
    }
  }

  private synchronized void endHelpers() {
    if (closed) {
      return;
    }
    closer = Thread.currentThread();
    boolean interrupted = false;
    // Never given back: a pool without helpers is busy for good.
    while (!busy.compareAndSet(false, true)) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    restore(interrupted);
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
