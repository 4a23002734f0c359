package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.Oracle.Output;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.spi.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Runs that overlap each other and the close. */
final class KernelLifeContract {
  private static final int THREADS = 4;
  private static final int RUNS = 6;

  private KernelLifeContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "kernel_08_concurrent",
            "Many threads may run one kernel at the same time, each on its own tensors.",
            "A body holds no state that a run changes: buffers and accumulators belong in scratch or"
                + " in locals.",
            join(
                Examples.checks(KernelLifeContract::concurrent),
                Examples.checks(" with a run between its tasks", KernelLifeContract::interrupted),
                Examples.checks(" keeps nothing in fields", KernelLifeContract::keepsNothing))),
        new Rule(
            "kernel_09_close",
            "close may be called twice and during a run, which then ends as if nothing happened; a"
                + " later run is an IllegalStateException.",
            "Packed weights must live as long as the last run.",
            Examples.checks(KernelLifeContract::close)));
  }

  private static void concurrent(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    try (WorkerPool shared = new WorkerPool(2);
        Rig rig = Rig.of(subject.backend(), problem.op(), PlanOptions.DEFAULT, inputs)) {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Job> jobs = new ArrayList<>();
      List<Attempt> attempts = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Workers workers = t % 2 == 0 ? Workers.single() : shared;
        Job job = new Job(rig, problem, inputs, 100 + t, workers.count());
        Attempt attempt = new Attempt(() -> runs(job, workers, start));
        jobs.add(job);
        attempts.add(attempt);
        threads.add(new Thread(attempt, "fovea-conformance"));
      }
      threads.forEach(Thread::start);
      threads.forEach(Interruption::await);
      jobs.forEach(Job::close);
      attempts.forEach(Attempt::rethrow);
    }
  }

  private static void runs(Job job, Workers workers, CyclicBarrier start) {
    try {
      start.await();
      for (int run = 0; run < RUNS; run++) {
        job.run(workers, "run " + run + " beside " + (THREADS - 1) + " other threads");
      }
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void interrupted(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    try (Rig rig = Rig.of(subject.backend(), problem.op(), PlanOptions.DEFAULT, inputs);
        Job outer = new Job(rig, problem, inputs, 100, 1);
        Job inner = new Job(rig, problem, inputs, 101, 1)) {
      Attempt attempt =
          new Attempt(() -> inner.run(Workers.single(), "a run between the tasks of another"));
      Interruption workers = new Interruption(attempt);
      outer.run(workers, "another run came between the tasks");
      workers.finish();
      attempt.rethrow();
    }
  }

  private static void keepsNothing(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    try (Rig rig = Rig.of(subject.backend(), problem.op(), PlanOptions.DEFAULT, inputs);
        Job first = new Job(rig, problem, inputs, 100, 1);
        Job second = new Job(rig, problem, inputs, 101, 1)) {
      first.run(Workers.single(), "one run");
      HeldNumbers before = HeldNumbers.of(rig.kernel());
      second.run(Workers.single(), "another run");
      HeldNumbers.of(rig.kernel()).requireSame(before);
    }
  }

  private static void close(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    PlanOptions options = PlanOptions.named("node7");
    try (Rig rig = Rig.of(subject.backend(), problem.op(), options, inputs);
        Rig closing = Rig.of(subject.backend(), problem.op(), options, inputs)) {
      Output expected = Output.of(rig.run(Workers.single()));
      rig.kernel().close();
      rig.kernel().close();
      requireClosed(rig);
      Output actual =
          Output.of(closing.run(AdversarialWorkers.doing(() -> closing.kernel().close())));
      Comparison.identical(
          closing.plan(), expected, actual, "the kernel was closed during the run");
      closing.kernel().close();
      requireClosed(closing);
    }
  }

  private static void requireClosed(Rig rig) {
    try {
      rig.run(Workers.single());
    } catch (IllegalStateException e) {
      return;
    }
    throw new AssertionError(
        "a closed kernel of " + rig.plan() + " ran; expected an IllegalStateException");
  }
}
