package dev.fovea.runtime;

import dev.fovea.runtime.RunStoppedException.Reason;
import dev.fovea.runtime.internal.compile.TypedNode;
import dev.fovea.runtime.internal.exec.StepCheck;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Stops a run whose thread was interrupted or whose time is up. */
final class RunControl implements StepCheck {
  private final String session;
  private final long started = System.nanoTime();
  private final long allowed;

  /** Starts the clock. */
  RunControl(String session, RunOptions options) {
    this.session = session;
    Duration timeout = options.timeout();
    this.allowed = timeout == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(timeout);
  }

  @Override
  public void before(int step, int steps, TypedNode node) {
    if (Thread.currentThread().isInterrupted()) {
      throw stopped(Reason.INTERRUPT, "was interrupted", "no interrupt", step, steps, node);
    }
    if (allowed != Long.MAX_VALUE && System.nanoTime() - started >= allowed) {
      String expected = "at most " + millis(allowed) + "; raise RunOptions.timeout";
      String what = "timed out after " + millis(System.nanoTime() - started);
      throw stopped(Reason.TIMEOUT, what, expected, step, steps, node);
    }
  }

  private RunStoppedException stopped(
      Reason reason, String what, String expected, int step, int steps, TypedNode node) {
    return new RunStoppedException(
        reason,
        String.format(
            "Session[%s]: run %s before step %d of %d (%s[%s]); expected %s",
            session, what, step + 1, steps, node.op().type(), node.name(), expected));
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }
}
