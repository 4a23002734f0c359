package dev.fovea.conformance;

import dev.fovea.conformance.Oracle.Expected;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
            "A body holds no state that a run changes: buffers belong in scratch.",
            Examples.checks(KernelLifeContract::concurrent)),
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
      List<Job> jobs = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Workers workers = t % 2 == 0 ? Workers.single() : shared;
        jobs.add(new Job(rig, problem, inputs, 100 + t, workers));
      }
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Thread> threads = new ArrayList<>();
      for (Job job : jobs) {
        Thread thread = new Thread(() -> job.runAt(start), "fovea-conformance");
        thread.start();
        threads.add(thread);
      }
      threads.forEach(KernelLifeContract::join);
      jobs.forEach(Job::close);
      jobs.forEach(Job::rethrow);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One thread's tensors, and what it should find in them. */
  private static final class Job implements AutoCloseable {
    private final Rig rig;
    private final Workers workers;
    private final List<Tensor> srcs = new ArrayList<>();
    private final List<Tensor> dsts;
    private final Tensor scratch;
    private final Expected expected;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(Rig rig, Problem problem, List<Values> constants, long seed, Workers workers) {
      this.rig = rig;
      this.workers = workers;
      List<Values> own = Data.RANDOM.inputs(problem.op(), problem.inputs(), seed);
      List<Values> mine = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        boolean constant = rig.plan().isConstant(i);
        mine.add(constant ? constants.get(i) : own.get(i));
        if (!constant) {
          srcs.add(Tensor.allocate(rig.plan().srcs().get(srcs.size())).copyFrom(own.get(i).data()));
        }
      }
      dsts = rig.newDsts();
      scratch = rig.newScratch(workers.count());
      expected = alone(Oracle.expect(problem.op(), mine));
    }

    /** Results may differ from those of a run alone by twice the bound, if they are not wrong. */
    private Expected alone(Expected oracle) {
      rig.kernel().run(srcs, dsts, scratch, Workers.single());
      return new Expected(
          Output.of(dsts), oracle.limit(), twice(oracle.beside()), oracle.lipschitz());
    }

    private static float[] twice(float[] beside) {
      float[] twice = beside.clone();
      for (int i = 0; i < twice.length; i++) {
        twice[i] *= 2;
      }
      return twice;
    }

    void runAt(CyclicBarrier start) {
      try {
        start.await();
        for (int run = 0; run < RUNS; run++) {
          Poison.fill(scratch.bytes(), 0);
          rig.kernel().run(srcs, dsts, scratch, workers);
          String facts = "run " + run + " beside " + (THREADS - 1) + " other threads";
          Comparison.within(rig.plan(), expected, Output.of(dsts), false, facts);
        }
      } catch (InterruptedException | BrokenBarrierException | RuntimeException | Error e) {
        failure.set(e);
      }
    }

    void rethrow() {
      Throwable thrown = failure.get();
      if (thrown != null) {
        throw new AssertionError(thrown.getMessage(), thrown);
      }
    }

    @Override
    public void close() {
      srcs.forEach(Tensor::close);
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
