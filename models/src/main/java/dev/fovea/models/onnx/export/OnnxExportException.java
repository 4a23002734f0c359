package dev.fovea.models.onnx.export;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** A network cannot be written as ONNX. The message lists everything that stands in the way. */
public final class OnnxExportException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<Problem> problems;

  /**
   * One thing that stands in the way.
   *
   * @param node the node's name; empty if no node is concerned
   * @param operator its operator, or what else is concerned
   * @param reason what is there, what was expected, and the remedy
   */
  public record Problem(String node, String operator, String reason) implements Serializable {
    @Override
    public String toString() {
      return operator + (node.isEmpty() ? "" : "[" + node + "]") + ": " + reason;
    }
  }

  OnnxExportException(String network, String subject, String reason) {
    this(network, List.of(new Problem("", subject, reason)));
  }

  OnnxExportException(String network, List<Problem> problems) {
    super(message(network, problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns everything that stands in the way, in the order of the graph. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(String network, List<Problem> problems) {
    String start = "OnnxExport[" + network + "]: ";
    if (problems.size() == 1) {
      return start + problems.get(0);
    }
    String list = problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
    return start + problems.size() + " problems; expected none:" + list;
  }
}
