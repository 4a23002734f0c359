package dev.fovea.runtime;

/**
 * A run was stopped between two steps: its time was up, or its thread was interrupted. The session
 * is as it was before, and nothing is left to close.
 */
public final class RunStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why a run was stopped. */
  public enum Reason {
    /** It took longer than {@link RunOptions#timeout()}. */
    TIMEOUT,
    /** Its thread was interrupted; the thread's interrupt status is still set. */
    INTERRUPT
  }

  RunStoppedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why the run was stopped. */
  public Reason reason() {
    return reason;
  }
}
