package dev.fovea.models.onnx;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An ONNX file cannot be imported: it is damaged, or uses what this importer does not know. The
 * message lists every problem of the file, one a line.
 */
public final class OnnxImportException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int LISTED = 200;

  private final String file;
  private final List<Problem> problems;

  /**
   * One thing that stands in the way.
   *
   * @param node the node's name, or the part of the file concerned; empty for the whole file
   * @param operator the ONNX operator, or what kind of part it is
   * @param attribute the attribute concerned; empty if none is
   * @param reason what is there, and what was expected
   */
  public record Problem(String node, String operator, String attribute, String reason)
      implements Serializable {
    @Override
    public String toString() {
      String where = node.isEmpty() ? operator : operator + "[" + node + "]";
      return where + (attribute.isEmpty() ? "" : " " + attribute) + ": " + reason;
    }
  }

  OnnxImportException(String file, String operator, String reason, Throwable cause) {
    this(file, List.of(new Problem("", operator, "", reason)), cause);
  }

  OnnxImportException(String file, List<Problem> problems) {
    super(message(file, problems));
    this.file = file;
    this.problems = List.copyOf(problems);
  }

  private OnnxImportException(String file, List<Problem> problems, Throwable cause) {
    super(message(file, problems), cause);
    this.file = file;
    this.problems = List.copyOf(problems);
  }

  /** Returns the name of the file. */
  public String file() {
    return file;
  }

  /** Returns everything that stands in the way, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(String file, List<Problem> problems) {
    if (problems.size() == 1) {
      return "OnnxImporter[" + file + "]: " + problems.get(0);
    }
    String list =
        problems.stream()
            .limit(LISTED)
            .map(problem -> "\n  " + problem)
            .collect(Collectors.joining());
    int more = problems.size() - LISTED;
    return "OnnxImporter["
        + file
        + "]: "
        + problems.size()
        + " problems; expected none:"
        + list
        + (more > 0 ? "\n  ... and " + more + " more" : "");
  }
}
