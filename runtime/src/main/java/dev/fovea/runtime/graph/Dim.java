package dev.fovea.runtime.graph;

/** One extent of a graph input: known when the graph is made, or only when it runs. */
public sealed interface Dim {

  /**
   * A known extent.
   *
   * @param size 0 or more
   */
  record Fixed(int size) implements Dim {
    @Override
    public String toString() {
      return Integer.toString(size);
    }
  }

  /**
   * An extent that each run decides; equal names mean equal extents.
   *
   * @param name for messages, for example {@code batch}
   */
  record Symbolic(String name) implements Dim {
    @Override
    public String toString() {
      return name;
    }
  }
}
