package dev.fovea.op;

/**
 * One input of an operator.
 *
 * @param name the port's name, for example {@code src} or {@code weights}
 * @param role what flows through it
 */
public record Port(String name, Role role) {
  /** What flows through a port. */
  public enum Role {
    /** Changes with every run. */
    DATA,
    /**
     * Learned: usually constant and given when a kernel is built, but it may vary from run to run.
     */
    PARAMETER
  }

  /** Returns a data port. */
  public static Port data(String name) {
    return new Port(name, Role.DATA);
  }

  /** Returns a parameter port. */
  public static Port parameter(String name) {
    return new Port(name, Role.PARAMETER);
  }

  /** Tells whether what flows here was learned. */
  public boolean isParameter() {
    return role == Role.PARAMETER;
  }
}
