package dev.fovea.spi;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of daemon threads that help the calling thread.
 *
 * <p>The pool serves one run at a time; a run that finds it busy does all its work on the calling
 * thread, so many sessions may share one pool and none waits for another. A helper that comes when
 * all tasks are taken finds the door shut, so no run waits for a thread to wake up. Results do not
 * depend on any of this. A run allocates nothing.
 */
public final class WorkerPool implements Workers, AutoCloseable {
  /** The largest pool. */
  public static final int MAX_THREADS = 1024;

  /**
   * How long a thread looks for work before it parks: a little more than it takes to wake one up,
   * and longer than what lies between two layers of a network.
   */
  private static final long SPIN_NANOS = 50_000;

  /** Between two looks at the clock, which costs as much as a few of them. */
  private static final int SPINS_PER_LOOK = 64;

  /** Added to {@link #inside} while the door is shut. */
  private static final int SHUT = Integer.MIN_VALUE;

  private final Thread[] helpers;
  private final AtomicIntegerArray parked;
  private final boolean spins;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicInteger next = new AtomicInteger();

  /** How many helpers work on the run, and whether more may come. */
  private final AtomicInteger inside = new AtomicInteger(SHUT);

  // Written by the caller before it opens the door, read by helpers inside.
  private int tasks;
  private @Nullable Object context;
  private @Nullable Task<Object> task;
  private volatile @Nullable Thread caller;

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
    parked = new AtomicIntegerArray(helpers.length);
    // More threads than processors only take them from each other.
    spins = threads <= Runtime.getRuntime().availableProcessors();
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
    inside.set(0);
    generation++;
    for (int i = 0; i < helpers.length; i++) {
      if (parked.get(i) != 0) {
        LockSupport.unpark(helpers[i]);
      }
    }
    work(0);
    shutDoor();
    context = null;
    task = null;
    caller = null;
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      rethrow(thrown);
    }
  }

  /** Lets nobody in any more and waits until everybody is out. */
  private void shutDoor() {
    if (inside.addAndGet(SHUT) == SHUT) {
      return;
    }
    long start = System.nanoTime();
    while (spins && inside.get() != SHUT && System.nanoTime() - start < SPIN_NANOS) {
      spin();
    }
    boolean interrupted = false;
    while (inside.get() != SHUT) {
      LockSupport.park(this);
      // Parking would return at once for as long as this is set.
      interrupted |= Thread.interrupted();
    }
    restore(interrupted);
  }

  private static void spin() {
    for (int i = 0; i < SPINS_PER_LOOK; i++) {
      Thread.onSpinWait();
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
      seen = awaitNext(worker, seen);
      if (closed) {
        return;
      }
      if (enter()) {
        // The run inside is the newest one: there is no other until this helper is out.
        seen = generation;
        work(worker);
        leave();
      }
    }
  }

  /** Returns the number of a run that is not the one seen, or any number if the pool is closed. */
  private int awaitNext(int worker, int seen) {
    long start = System.nanoTime();
    while (spins && generation == seen && !closed && System.nanoTime() - start < SPIN_NANOS) {
      spin();
    }
    while (generation == seen && !closed) {
      parked.set(worker - 1, 1);
      // A caller that did not see the flag has changed the generation before.
      if (generation == seen && !closed) {
        LockSupport.park(this);
      }
      parked.set(worker - 1, 0);
      // What a task left; parking would return at once for as long as it is set.
      Thread.interrupted();
    }
    return generation;
  }

  private boolean enter() {
    while (true) {
      int count = inside.get();
      if (count < 0) {
        return false;
      }
      if (inside.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  private void leave() {
    // Read while inside: the caller of this run cannot go before.
    Thread waiting = caller;
    if (inside.decrementAndGet() == SHUT) {
      LockSupport.unpark(waiting);
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
