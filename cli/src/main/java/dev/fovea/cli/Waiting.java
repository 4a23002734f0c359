package dev.fovea.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Tells a person that something goes on whose end is not known: a line with the seconds, on the
 * error stream, only where somebody watches and only after two seconds.
 */
final class Waiting implements AutoCloseable {
  private static final long DELAY = TimeUnit.SECONDS.toMillis(2);
  private static final long STEP = 200;

  private final Terminal terminal;
  private final String what;
  private final Thread thread;

  private Waiting(Terminal terminal, String what, long delay) {
    this.terminal = terminal;
    this.what = what;
    this.thread = new Thread(() -> tell(delay), "fovea-waiting");
    thread.setDaemon(true);
  }

  /** Begins to wait; {@code what} names it, for example {@code reading model.onnx}. */
  static Waiting on(Terminal terminal, String what) {
    return on(terminal, what, DELAY);
  }

  static Waiting on(Terminal terminal, String what, long delayMillis) {
    Waiting waiting = new Waiting(terminal, what, delayMillis);
    if (terminal.interactive()) {
      waiting.thread.start();
    }
    return waiting;
  }

  private void tell(long delay) {
    long start = System.nanoTime();
    try {
      Thread.sleep(delay);
      while (true) {
        double seconds = (System.nanoTime() - start) / 1e9;
        terminal.err().printf(Locale.ROOT, "\rfovea: %s ... %.1f s", what, seconds);
        terminal.err().flush();
        Thread.sleep(STEP);
      }
    } catch (InterruptedException e) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(delay)) {
        // The line makes room for what comes next.
        terminal.err().print("\r" + " ".repeat(what.length() + 24) + "\r");
        terminal.err().flush();
      }
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    thread.interrupt();
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
