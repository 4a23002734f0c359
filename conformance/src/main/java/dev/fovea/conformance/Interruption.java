package dev.fovea.conformance;

import dev.fovea.spi.Workers;
import org.jspecify.annotations.Nullable;

/**
 * One worker that lets another thread do something in the middle of its tasks and behind the last:
 * what happens by chance among many threads happens always.
 */
final class Interruption implements Workers {
  /** A backend that makes runs wait for each other is slow, not wrong. */
  private static final long PATIENCE_MILLIS = 2_000;

  private final Runnable other;
  private @Nullable Thread thread;

  Interruption(Runnable other) {
    this.other = other;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public <T> void run(int tasks, T context, Task<T> task) {
    for (int i = 0; i < tasks; i++) {
      if (i == tasks / 2) {
        interrupt();
      }
      task.run(context, i, 0);
    }
    interrupt();
  }

  /** On a thread of its own: what belongs to this thread may stay as it is. */
  private void interrupt() {
    if (thread != null && thread.isAlive()) {
      return;
    }
    thread = new Thread(other, "fovea-conformance");
    thread.start();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the other thread has nothing left to do. */
  void finish() {
    if (thread != null) {
      await(thread);
    }
  }

  /** Waits for a thread to end, whoever interrupts. */
  static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
