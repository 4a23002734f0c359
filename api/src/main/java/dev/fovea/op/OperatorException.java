package dev.fovea.op;

import org.jspecify.annotations.Nullable;

/**
 * An operator cannot do what was asked of it: {@code Conv2d[layer1.conv]: what is actual; expected
 * rule; remedy}.
 */
public final class OperatorException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String operator;
  private final @Nullable String node;
  private final String problem;

  /** Creates an exception that does not know its node yet. */
  public OperatorException(String operator, String problem) {
    this(operator, null, problem, null);
  }

  /** Creates an exception that does not know its node yet and has a cause. */
  public OperatorException(String operator, String problem, Throwable cause) {
    this(operator, null, problem, cause);
  }

  private OperatorException(
      String operator, @Nullable String node, String problem, @Nullable Throwable cause) {
    super(operator + (node == null ? "" : "[" + node + "]") + ": " + problem, cause);
    this.operator = operator;
    this.node = node;
    this.problem = problem;
  }

  /**
   * Returns the same exception with the node's name in the message, unless it names one already.
   */
  public OperatorException at(String nodeName) {
    return node != null || nodeName.isEmpty()
        ? this
        : new OperatorException(operator, nodeName, problem, this);
  }

  /** Returns the operator's name, for example {@code Conv2d}. */
  public String operator() {
    return operator;
  }

  /** Returns the message without operator and node. */
  public String problem() {
    return problem;
  }
}
