package dev.fovea.conformance;

import dev.fovea.conformance.Oracle.Expected;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Tensors of its own to run a shared kernel on, and what it should find in them. */
final class Job implements AutoCloseable {
  private final Rig rig;
  private final List<Tensor> srcs = new ArrayList<>();
  private final List<Tensor> dsts;
  private final Tensor scratch;
  private final Expected expected;

  /**
   * Creates a job that may run with up to {@code workers} workers.
   *
   * @param constants the values that the kernel was built with
   * @param seed decides everything else
   */
  Job(Rig rig, Problem problem, List<Values> constants, long seed, int workers) {
    this.rig = rig;
    List<Values> own = Data.RANDOM.inputs(problem.op(), problem.inputs(), seed);
    List<Values> mine = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      boolean constant = rig.plan().isConstant(i);
      mine.add(constant ? constants.get(i) : own.get(i));
      if (!constant) {
        srcs.add(own.get(i).copyTo(Tensor.allocate(rig.plan().srcs().get(srcs.size()))));
      }
    }
    dsts = rig.newDsts();
    scratch = rig.newScratch(workers);
    expected = alone(Oracle.expect(problem.op(), mine));
  }

  /** Results may differ from those of a run alone by twice the bound, if they are not wrong. */
  private Expected alone(Expected oracle) {
    rig.run(srcs, dsts, scratch, Workers.single());
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

  /** Runs once and compares. */
  void run(Workers workers, String facts) {
    Poison.fill(scratch.bytes(), 0);
    rig.run(srcs, dsts, scratch, workers);
    Comparison.within(rig, expected, Output.of(dsts), false, facts);
  }

  @Override
  public void close() {
    srcs.forEach(Tensor::close);
  }
}
