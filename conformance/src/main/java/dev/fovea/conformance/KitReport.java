package dev.fovea.conformance;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a run of the kit found.
 *
 * @param backend the backend's name
 * @param results one result for each rule, in order
 */
public record KitReport(String backend, List<Result> results) {

  /**
   * One rule's result.
   *
   * @param rule the rule's id
   * @param checks how many checks ran
   * @param failures a message for each that failed
   */
  public record Result(String rule, int checks, List<String> failures) {
    /** Creates a result. */
    public Result {
      failures = List.copyOf(failures);
    }

    /** Tells whether every check passed. */
    public boolean passed() {
      return failures.isEmpty();
    }
  }

  /** Creates a report. */
  public KitReport {
    results = List.copyOf(results);
  }

  /** Tells whether the backend conforms. */
  public boolean passed() {
    return results.stream().allMatch(Result::passed);
  }

  /** Returns the ids of the rules that failed. */
  public Set<String> failedRules() {
    return results.stream()
        .filter(result -> !result.passed())
        .map(Result::rule)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns one line for each rule, and the first failure of each that failed. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Conformance of backend " + backend + "\n");
    for (Result result : results) {
      text.append(result.passed() ? "  ok    " : "  FAIL  ").append(result.rule());
      text.append(" (").append(result.checks()).append(" checks)\n");
      if (!result.passed()) {
        text.append(result.failures().get(0).indent(8));
      }
    }
    return text.toString();
  }
}
