package dev.fovea.conformance;

/**
 * One thing that a rule looks at.
 *
 * @param name what is looked at, unique in its rule
 * @param body looks
 */
public record Check(String name, Body body) {

  /** Looks at a backend and throws an AssertionError that says what is wrong and where. */
  @FunctionalInterface
  public interface Body {
    /** Looks. */
    void run(Subject subject);
  }
}
