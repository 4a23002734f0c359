package dev.fovea.runtime.graph;

/** A graph contradicts itself: a value without a source, a cycle, two of one name. */
public final class GraphException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public GraphException(String message) {
    super(message);
  }
}
