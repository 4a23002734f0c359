package dev.fovea.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a resource be closed while it is in use: the end comes when it was closed and the last lease
 * was given back. Thread-safe; takes no lock and allocates nothing.
 */
public final class Leases {
  private static final int CLOSED = 1 << 31;

  private final AtomicInteger state = new AtomicInteger();
  private final Runnable onEnd;

  /** Creates an open resource; {@code onEnd} runs exactly once. */
  public Leases(Runnable onEnd) {
    this.onEnd = onEnd;
  }

  /** Takes a lease; false if the resource was closed. */
  public boolean tryAcquire() {
    while (true) {
      int seen = state.get();
      if (seen < 0) {
        return false;
      }
      if (state.compareAndSet(seen, seen + 1)) {
        return true;
      }
    }
  }

  /** Takes one more lease beside one that the caller holds; possible even after the close. */
  public void acquireAnother() {
    state.incrementAndGet();
  }

  /** Gives a lease back. */
  public void release() {
    if (state.decrementAndGet() == CLOSED) {
      onEnd.run();
    }
  }

  /** Closes the resource; later calls do nothing. */
  public void close() {
    int before = state.getAndUpdate(seen -> seen | CLOSED);
    if (before == 0) {
      onEnd.run();
    }
  }

  /** Tells whether close was called, leases or not. */
  public boolean isClosed() {
    return state.get() < 0;
  }

  /** Tells whether the resource can no longer be used: closed, and nobody holds a lease. */
  public boolean hasEnded() {
    return state.get() == CLOSED;
  }
}
