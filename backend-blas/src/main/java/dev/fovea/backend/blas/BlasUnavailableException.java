package dev.fovea.backend.blas;

/** The native library cannot be used here; the message says why and what helps. */
final class BlasUnavailableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  BlasUnavailableException(String message) {
    super(message);
  }
}
