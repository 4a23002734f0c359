package dev.fovea.conformance;

import dev.fovea.spi.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All rules, and a run of them without JUnit. */
public final class Kit {
  private static final List<Rule> RULES = create();

  private Kit() {}

  /** Returns every rule with its checks, golden examples included, in order. */
  public static List<Rule> rules() {
    return RULES;
  }

  /** Runs every check of every rule; the backend stays the caller's. */
  public static KitReport run(Backend backend) {
    Subject subject = new Subject(backend);
    List<KitReport.Result> results = new ArrayList<>();
    for (Rule rule : RULES) {
      List<String> failures = new ArrayList<>();
      for (Check check : rule.checks()) {
        try {
          run(rule, check, subject);
        } catch (AssertionError e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
      results.add(new KitReport.Result(rule.id(), rule.checks().size(), failures));
    }
    return new KitReport(backend.name(), results);
  }

  /** Runs one check; whatever it throws becomes an AssertionError that names rule and check. */
  static void run(Rule rule, Check check, Subject subject) {
    try {
      check.body().run(subject);
    } catch (RuntimeException | AssertionError | LinkageError e) {
      boolean finding = Thrown.isFinding(e);
      String what = finding ? e.getMessage() : Thrown.describe(e);
      AssertionError failure =
          new AssertionError(
              rule.id()
                  + ": "
                  + what
                  + "\n  check: "
                  + check.name()
                  + "\n  backend: "
                  + subject.backend().name()
                  + "\n  requirement: "
                  + rule.requirement()
                  + "\n  hint: "
                  + rule.reason(),
              finding ? e.getCause() : e);
      failure.setStackTrace(e.getStackTrace());
      throw failure;
    }
  }

  private static List<Rule> create() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (List<Rule> contract :
        List.of(
            Conv2dContract.rules(),
            ConvTranspose2dContract.rules(),
            MaxPool2dContract.rules(),
            AveragePool2dContract.rules(),
            GlobalPoolContract.rules(),
            DenseContract.rules(),
            ActivationContract.rules(),
            NormalisationContract.rules(),
            ArithmeticContract.rules(),
            UnaryContract.rules(),
            PairContract.rules(),
            ChoiceContract.rules(),
            CastContract.rules(),
            ReshapeContract.rules(),
            ConcatContract.rules(),
            RegionContract.rules(),
            LpPoolContract.rules(),
            MatMulContract.rules(),
            PermutationContract.rules(),
            ReorderContract.rules(),
            RepetitionContract.rules(),
            SelectionContract.rules(),
            ShapeContract.rules(),
            ResizeContract.rules(),
            DeformConv2dContract.rules(),
            LogSoftmaxContract.rules(),
            StatisticsContract.rules(),
            ReductionContract.rules(),
            TopKContract.rules(),
            KernelMemoryContract.rules(),
            KernelResultContract.rules(),
            KernelLifeContract.rules(),
            List.of(MisuseContract.rule()),
            PlanContract.rules())) {
      for (Rule rule : contract) {
        if (rules.put(rule.id(), rule) != null) {
          throw new IllegalStateException("two rules are called " + rule.id());
        }
      }
    }
    for (Golden golden : GoldenExamples.all()) {
      Rule rule = rules.get(golden.rule());
      if (rule == null) {
        throw new IllegalStateException(
            golden.check().name() + " belongs to " + golden.rule() + ", which is no rule");
      }
      List<Check> checks = new ArrayList<>(rule.checks());
      checks.add(golden.check());
      rules.put(rule.id(), new Rule(rule.id(), rule.requirement(), rule.reason(), checks));
    }
    return List.copyOf(rules.values());
  }
}
