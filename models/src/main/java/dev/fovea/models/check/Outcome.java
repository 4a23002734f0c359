package dev.fovea.models.check;

import dev.fovea.models.onnx.OnnxImportException.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a test folder ended on a backend. */
public sealed interface Outcome {

  /**
   * Everything agrees with what was recorded.
   *
   * @param worst the place that is nearest to its bound
   */
  record Passed(Difference worst) implements Outcome {}

  /**
   * The model was imported, and then something went wrong.
   *
   * @param where the data set's name, or the model's if no data set was run
   * @param reason what went wrong; of values that differ, the worst place
   */
  record Failed(String where, String reason) implements Outcome {}

  /**
   * The model uses what is not supported.
   *
   * @param problems what that is, as in the import's exception
   */
  record Unsupported(List<Problem> problems) implements Outcome {
    private static final Pattern VALUE = Pattern.compile(" \\([^()]*\\) is ");

    /** Creates the outcome. */
    public Unsupported {
      problems = List.copyOf(problems);
    }

    /** Returns the reasons in one line, without the names that the file gives nodes and values. */
    public String reason() {
      Map<String, Set<String>> operators = new LinkedHashMap<>();
      for (Problem problem : problems) {
        String attribute = problem.attribute();
        String reason = VALUE.matcher(problem.reason()).replaceAll(" is ");
        reason = (attribute.isEmpty() ? "" : attribute + " ") + reason;
        operators.computeIfAbsent(reason, none -> new TreeSet<>()).add(problem.operator());
      }
      return operators.entrySet().stream()
          .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
          .collect(Collectors.joining("; also "));
    }
  }
}
