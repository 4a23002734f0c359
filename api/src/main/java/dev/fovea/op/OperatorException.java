package dev.fovea.op;

import org.jspecify.annotations.Nullable;

/**
 * An operator cannot do what was asked of it: {@code Conv2d[layer1.conv]: what is actual; expected
 * rule; remedy}.
 */
public final class OperatorException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String operator;
  private final String node;
  private final String problem;

  /** Creates an exception that does not know its node yet. */
  public OperatorException(String operator, String problem) {
    this(operator, "", problem, null);
  }

  /** Creates an exception; {@code node} is empty if it is not known. */
  public OperatorException(
      String operator, String node, String problem, @Nullable Throwable cause) {
    super(operator + (node.isEmpty() ? "" : "[" + node + "]") + ": " + problem, cause);
    this.operator = operator;
    this.node = node;
    this.problem = problem;
  }

  /**
   * Returns the same exception with the node's name in the message, unless it names one already.
   */
  public OperatorException at(String nodeName) {
    return !node.isEmpty() || nodeName.isEmpty()
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
