package dev.fovea;

/**
 * No backend could be opened as asked; the message lists every one found and why it was refused.
 */
public final class BackendUnavailableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient BackendReport report;

  BackendUnavailableException(String problem, BackendReport report, Throwable cause) {
    super(problem + "\n" + report, cause);
    this.report = report;
  }

  BackendUnavailableException(String problem, BackendReport report) {
    super(problem + "\n" + report);
    this.report = report;
  }

  /** Returns what was found. */
  public BackendReport report() {
    return report;
  }
}
