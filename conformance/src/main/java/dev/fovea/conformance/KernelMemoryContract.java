package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.AssertingBackend.Aspect;
import dev.fovea.conformance.Examples.Example;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.spi.Backend;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
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
            Examples.checks(KernelMemoryContract::scratch)),
        new Rule(
            "kernel_11_scratch_of_workers",
            "Workers that run tasks at the same time use scratch memory apart.",
            "The worker's number tells its share. What other workers wrote in the same call is poisoned"
                + " before each task: reading it gives NaN, writing it is seen.",
            join(
                Examples.checks(KernelMemoryContract::scratchOfWorkers),
                Examples.larger().stream()
                    .map(p -> new Check(p.name(), subject -> scratchOfWorkers(subject, p)))
                    .toList())),
        new Rule(
            "kernel_12_alignment",
            "Tensors may begin at any multiple of their element's size, and give the same bits there.",
            "They are views and foreign memory as often as Fovea's own; only scratch begins at a"
                + " multiple of 64 bytes.",
            Examples.checks(KernelMemoryContract::alignment)),
        new Rule(
            "kernel_13_empty_batch",
            "A batch of 0 images plans, builds, runs, and writes nothing.",
            "Look at divisions by the number of images, and at libraries that refuse a size of 0.",
            emptyBatch()),
        new Rule(
            "kernel_14_allocation",
            "A run allocates nothing off the heap.",
            "Tensor.liveBytes() is read whenever a kernel hands over tasks, at each of them, and behind"
                + " the run. Buffers belong in declared scratch.",
            Examples.checks(KernelMemoryContract::allocation)));
  }

  private static void scratchOfWorkers(Subject subject, Problem problem) {
    int workers = 3;
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    Backend backend = subject.backend();
    try (Rig plain = Rig.of(backend, problem.op(), PlanOptions.DEFAULT, inputs);
        Rig rig = Rig.of(backend, problem.op(), PlanOptions.DEFAULT, inputs)) {
      Output alone = Output.of(plain.run(AdversarialWorkers.reversed(workers)));
      List<Tensor> dsts = rig.newDsts();
      Tensor scratch = rig.newScratch(workers);
      rig.run(rig.srcs(), dsts, scratch, new ScratchWatch(workers, scratch));
      Comparison.identical(
          rig.plan(),
          alone,
          Output.of(dsts),
          workers + " workers; what others wrote to scratch is NaN in each task");
    }
  }

  private static void alignment(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    PlanOptions options = PlanOptions.DEFAULT;
    Placement placement = Placement.HARDLY_ALIGNED;
    try (Rig aligned = Rig.of(subject.backend(), problem.op(), options, inputs);
        Rig moved = Rig.of(subject.backend(), problem.op(), options, inputs, placement)) {
      Output expected = Output.of(aligned.run(Workers.single()));
      Output actual = Output.of(moved.run(Workers.single()));
      Comparison.identical(
          aligned.plan(), expected, actual, "tensors begin one element behind an aligned address");
    }
  }

  private static List<Check> emptyBatch() {
    List<Check> checks = new ArrayList<>();
    for (Example example : Examples.all()) {
      if (example.hasBatch()) {
        checks.add(new Check(example.name(), subject -> emptyBatch(subject, example)));
      }
    }
    return checks;
  }

  private static void emptyBatch(Subject subject, Example example) {
    long left = leftBy(subject, example.ofBatch().apply(0));
    // A leak in every batch belongs to a rule of its own.
    if (left != 0 && left != leftBy(subject, example.problem())) {
      throw new AssertionError(
          left
              + " bytes are live after kernel and tensors were closed; expected 0; "
              + example.ofBatch().apply(0));
    }
  }

  private static long leftBy(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    long before = Tensor.liveBytes();
    try (Rig rig = Rig.of(subject.backend(), problem.op(), PlanOptions.DEFAULT, inputs)) {
      rig.run(Workers.single());
      rig.run(AdversarialWorkers.shuffled(3));
    }
    return Tensor.liveBytes() - before;
  }

  private static void allocation(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    // The wrapper works on copies: what it allocates is not the backend's.
    Backend backend = AssertingBackend.unwrap(subject.backend());
    try (Rig rig = Rig.of(backend, problem.op(), PlanOptions.DEFAULT, inputs)) {
      Allocations.check(rig);
    }
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
    var plan = subject.plan(problem.op(), problem.inputs(), PlanOptions.DEFAULT);
    Comparison.identical(
        plan, nan, other, "scratch was filled with 1e30 before one run and NaN before the other");
  }
}
