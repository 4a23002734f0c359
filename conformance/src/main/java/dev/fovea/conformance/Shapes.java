package dev.fovea.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The listed problems of one operator, turned into checks rule by rule. */
final class Shapes {
  private final List<Problem> problems;

  private Shapes(List<Problem> problems) {
    this.problems = problems;
  }

  static Shapes load(String operator) {
    return new Shapes(Problems.of(operator));
  }

  /** Returns a rule's problems; fails on none, so that a rule cannot go missing with its lines. */
  List<Problem> of(String rule) {
    List<Problem> found = problems.stream().filter(p -> p.name().startsWith(rule + " ")).toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no shapes are listed for rule " + rule);
    }
    return found;
  }

  /** Returns a check for each problem of a rule and each kind of data. */
  List<Check> checks(String rule, Data... kinds) {
    return checks(rule, p -> true, kinds);
  }

  List<Check> checks(String rule, Predicate<Problem> which, Data... kinds) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : of(rule)) {
      for (Data data : kinds) {
        if (which.test(problem)) {
          checks.add(ValueCheck.of(problem, data).named(name(rule, problem, data)));
        }
      }
    }
    return checks;
  }

  /** Returns what sums of products are checked with: a bound, and two kinds of exact data. */
  List<Check> sums(String rule) {
    return checks(rule, Data.RANDOM, Data.INTEGERS, Data.ONE_HOT);
  }

  static String name(String rule, Problem problem, Object kind) {
    return problem.name().substring(rule.length() + 1) + " " + kind;
  }

  @SafeVarargs
  static List<Check> join(List<Check>... lists) {
    List<Check> all = new ArrayList<>();
    for (List<Check> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
