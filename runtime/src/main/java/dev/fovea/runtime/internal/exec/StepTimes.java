package dev.fovea.runtime.internal.exec;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long the steps of one plan took. Thread-safe. */
public final class StepTimes {
  private final AtomicLongArray total;
  private final AtomicLongArray last;
  private final AtomicLong runs = new AtomicLong();

  StepTimes(int steps) {
    total = new AtomicLongArray(steps);
    last = new AtomicLongArray(steps);
  }

  void add(int step, long nanos) {
    total.addAndGet(step, nanos);
    last.set(step, nanos);
  }

  void endRun() {
    runs.incrementAndGet();
  }

  /** Returns the number of runs that ended. */
  public long runs() {
    return runs.get();
  }

  /** Returns the nanoseconds of a step in all runs. */
  public long total(int step) {
    return total.get(step);
  }

  /** Returns the nanoseconds of a step in the run that executed it last. */
  public long last(int step) {
    return last.get(step);
  }
}
