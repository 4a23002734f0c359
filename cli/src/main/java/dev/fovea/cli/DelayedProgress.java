package dev.fovea.cli;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar on the error stream that appears only where somebody watches, after two seconds.
 */
final class DelayedProgress implements AutoCloseable {
  private static final long DELAY = TimeUnit.SECONDS.toNanos(2);

  private final boolean wanted;
  private final String task;
  private final long total;
  private final long start = System.nanoTime();
  private @Nullable ProgressBar bar;

  DelayedProgress(boolean wanted, String task, long total) {
    this.wanted = wanted;
    this.task = task;
    this.total = total;
  }

  void done(long count) {
    if (bar == null && wanted && System.nanoTime() - start > DELAY) {
      bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(total).build();
    }
    if (bar != null) {
      bar.stepTo(count);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
