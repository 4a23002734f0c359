package dev.fovea.conformance;

import dev.fovea.op.OperatorException;
import dev.fovea.op.Port;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a plan promises, and what a backend owes over its life. */
final class PlanContract {
  private PlanContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "plan_01_describe",
            "describe() is one line: the backend's name (or portable), the operator, the algorithm,"
                + " colons between.",
            "Reports and comparisons across batch sizes stand on it.",
            Examples.checks(PlanContract::describe)),
        new Rule(
            "plan_02_error_model",
            "The declared error model allows no more than the operator's own products need; copies,"
                + " maxima, sums of two and piecewise linear functions are exact.",
            "A wide model would make every other rule pass.",
            Examples.checks(PlanContract::errorModel)),
        new Rule(
            "plan_03_deterministic",
            "Planning twice gives the same description, layouts, scratch size and error model.",
            "The choice depends on descriptor, options and machine only.",
            Examples.checks(PlanContract::deterministic)),
        new Rule(
            "plan_04_weights_checked",
            "A constant that is not finite is refused when the kernel is built.",
            "Zero padding and blocked layouts multiply weights by zeros.",
            Examples.checks(PlanContract::weightsChecked)),
        new Rule(
            "backend_01_every_operator",
            "Every operator plans, builds and runs; name() is not empty.",
            "There is no unsupported operator: what is not core has a portable default.",
            Examples.checks(PlanContract::runs)),
        new Rule(
            "backend_02_leaks",
            "Once kernels and tensors are closed, no byte off the heap is left.",
            "Close packed weights in the body's close; Tensor.liveBytes() tells.",
            Examples.checks(PlanContract::leaks)));
  }

  private static Plan plan(Subject subject, Problem problem) {
    return problem.op().planOn(subject.backend(), problem.inputs(), PlanOptions.DEFAULT);
  }

  private static void describe(Subject subject, Problem problem) {
    String name = subject.backend().name();
    String description = plan(subject, problem).describe();
    boolean prefixed = description.startsWith(name + ":") || description.startsWith("portable:");
    if (!prefixed || description.lines().count() != 1) {
      throw new AssertionError(
          "describe() is '"
              + description
              + "'; expected one line that begins with '"
              + name
              + ":'");
    }
  }

  private static void errorModel(Subject subject, Problem problem) {
    ErrorModel declared = plan(subject, problem).errorModel();
    ErrorModel limit =
        problem.op().planOn(Oracle.reference(), problem.inputs(), PlanOptions.DEFAULT).errorModel();
    if (!Bounds.isAdmissible(declared, limit)) {
      throw new AssertionError(
          "error model is " + declared + "; expected at most " + limit + " for " + problem);
    }
  }

  private static void deterministic(Subject subject, Problem problem) {
    Plan first = plan(subject, problem);
    Plan second = plan(subject, problem);
    requireEqual("describe()", first.describe(), second.describe());
    requireEqual("errorModel()", first.errorModel(), second.errorModel());
    requireEqual("inputs()", first.inputs(), second.inputs());
    requireEqual("dsts()", first.dsts(), second.dsts());
    for (int workers = 1; workers <= 4; workers++) {
      requireEqual(
          "scratchBytes(" + workers + ")",
          first.scratchBytes(workers),
          second.scratchBytes(workers));
    }
  }

  private static void requireEqual(String what, Object first, Object second) {
    if (!first.equals(second)) {
      throw new AssertionError(
          what + " is " + second + " when planned again; expected " + first + " as before");
    }
  }

  private static void weightsChecked(Subject subject, Problem problem) {
    Plan plan = plan(subject, problem);
    List<Port> ports = problem.op().inputs();
    for (int bad = 0; bad < ports.size(); bad++) {
      if (plan.isConstant(bad)) {
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
          requireRefused(plan, problem, bad, value);
        }
      }
    }
  }

  private static void requireRefused(Plan plan, Problem problem, int bad, float value) {
    List<Port> ports = problem.op().inputs();
    Map<String, Tensor> constants = new HashMap<>();
    List<Values> values = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    float[] changed = values.get(bad).data();
    changed[changed.length - 1] = value;
    try {
      for (int i = 0; i < ports.size(); i++) {
        if (plan.isConstant(i)) {
          constants.put(ports.get(i).name(), values.get(i).toTensor());
        }
      }
      plan.build(constants).close();
    } catch (OperatorException e) {
      return;
    } finally {
      constants.values().forEach(Tensor::close);
    }
    throw new AssertionError(
        ports.get(bad).name() + " with " + value + " was accepted; expected an OperatorException");
  }

  private static void runs(Subject subject, Problem problem) {
    if (subject.backend().name().isEmpty()) {
      throw new AssertionError("name() is empty; expected the provider's name");
    }
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    try (Rig rig = Rig.of(subject.backend(), problem.op(), PlanOptions.DEFAULT, inputs)) {
      List<TensorDesc> inferred = problem.op().infer(problem.inputs());
      List<Tensor> dsts = rig.run(Workers.single());
      for (int i = 0; i < inferred.size(); i++) {
        requireEqual("shape of dst " + i, inferred.get(i).shape(), dsts.get(i).shape());
      }
    }
  }

  private static void leaks(Subject subject, Problem problem) {
    runs(subject, problem);
    long before = Tensor.liveBytes();
    runs(subject, problem);
    long left = Tensor.liveBytes() - before;
    if (left != 0) {
      throw new AssertionError(
          left
              + " bytes are live after kernel and tensors were closed; expected 0; "
              + plan(subject, problem));
    }
  }
}
