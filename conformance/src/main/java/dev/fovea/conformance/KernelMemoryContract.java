package dev.fovea.conformance;

import dev.fovea.conformance.AssertingBackend.Aspect;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.spi.Backend;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import java.util.List;

/** What a kernel may read and write, whatever the operator. */
final class KernelMemoryContract {
  private KernelMemoryContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "kernel_01_inputs_unchanged",
            "A run leaves every input, constants included, as it was.",
            "Working in place on src, or padding it where it lies, is seen here.",
            watched(Aspect.INPUTS)),
        new Rule(
            "kernel_02_outputs_complete",
            "A run writes every element of every output, zeros too.",
            "Outputs are poisoned before the run: nothing may rely on fresh memory.",
            watched(Aspect.OUTPUTS)),
        new Rule(
            "kernel_03_guard_bytes",
            "A run writes nothing outside its tensors.",
            "Tensors stand in larger memory with a pattern on both sides; look at vector tails.",
            watched(Aspect.GUARDS)),
        new Rule(
            "kernel_04_scratch",
            "The declared scratch memory suffices, and its content before the run does not matter.",
            "Two runs with scratch poisoned differently give the same bits, and write nothing beside.",
            Examples.checks(KernelMemoryContract::scratch)));
  }

  private static List<Check> watched(Aspect aspect) {
    return Examples.checks(
        (subject, problem) -> run(AssertingBackend.only(aspect, subject.backend()), problem));
  }

  private static Output run(Backend backend, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    try (Rig rig = Rig.of(backend, problem.op(), PlanOptions.DEFAULT, inputs)) {
      return Output.of(rig.run(Workers.single()));
    }
  }

  private static void scratch(Subject subject, Problem problem) {
    int large = Float.floatToRawIntBits(1e30f);
    Output nan = run(AssertingBackend.scratch(Poison.PATTERN, subject.backend()), problem);
    Output other = run(AssertingBackend.scratch(large, subject.backend()), problem);
    var plan = problem.op().planOn(subject.backend(), problem.inputs(), PlanOptions.DEFAULT);
    Comparison.identical(
        plan, nan, other, "scratch was filled with 1e30 before one run and NaN before the other");
  }
}
