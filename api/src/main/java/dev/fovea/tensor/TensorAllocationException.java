package dev.fovea.tensor;

/**
 * Off-heap memory for a tensor could not be had; the message names the limit and what raises it.
 */
public final class TensorAllocationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public TensorAllocationException(String message, Throwable cause) {
    super(message, cause);
  }
}
