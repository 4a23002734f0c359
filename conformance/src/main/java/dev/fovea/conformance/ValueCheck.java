package dev.fovea.conformance;

import dev.fovea.conformance.Oracle.Expected;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one operator on one set of values and compares with the oracle; made once, run often. */
final class ValueCheck implements Check.Body {
  /** Where the tensors of a run lie. */
  enum Placement {
    DENSE,
    /** All but the parameters. */
    CHANNEL_SLICES,
    /** Parameters alone, those of rank 2 and more. */
    WEIGHTS_IN_SLICES,
    RESIDUAL_IN_DST,
    /** Four bytes, or eight for int64, behind an aligned address; scratch stays aligned. */
    HARDLY_ALIGNED,
    /** The output, a channel slice, is the residual's own memory; src is dense. */
    RESIDUAL_IN_SLICED_DST;

    boolean slices(String port) {
      return this == CHANNEL_SLICES || (this == RESIDUAL_IN_SLICED_DST && port.equals("residual"));
    }

    boolean isInPlace() {
      return this == RESIDUAL_IN_DST || this == RESIDUAL_IN_SLICED_DST;
    }
  }

  private final Op op;
  private final List<Values> inputs;
  private final String facts;
  private PlanOptions options = PlanOptions.DEFAULT;
  private Placement placement = Placement.DENSE;
  private boolean integers;
  private volatile @Nullable Expected expected;

  ValueCheck(Op op, List<Values> inputs, String facts) {
    this.op = op;
    this.inputs = inputs;
    this.facts = facts;
  }

  /** Returns a check of a problem on generated data; the name decides the seed. */
  static ValueCheck of(Problem problem, Data data) {
    return of(problem, data, Data.seed(problem.name()));
  }

  static ValueCheck of(Problem problem, Data data, long seed) {
    ValueCheck check =
        new ValueCheck(
            problem.op(),
            data.inputs(problem.op(), problem.inputs(), seed),
            "data: " + data + ", seed " + seed);
    // One weight of 1 copies a value: adding bias or residual rounds once, as in the oracle; adding
    // both rounds twice.
    boolean roundsAlike = data == Data.ONE_HOT && problem.inputs().size() <= 3;
    check.integers = data == Data.INTEGERS || roundsAlike;
    return check;
  }

  ValueCheck options(PlanOptions changed) {
    options = changed;
    return this;
  }

  ValueCheck placement(Placement changed) {
    placement = changed;
    return this;
  }

  Check named(String name) {
    return new Check(name, this);
  }

  @Override
  public void run(Subject subject) {
    try (Rig rig = Rig.of(subject.backend(), op, options, inputs, placement)) {
      Output actual =
          Output.of(
              placement.isInPlace() ? rig.runInPlace(Workers.single()) : rig.run(Workers.single()));
      boolean exact = integers && sumsExactly(rig.plan().errorModel());
      Comparison.within(rig, expected(), actual, exact, facts);
      rig.requireSurroundingsIntact();
    } catch (OperatorException e) {
      List<TensorDesc> descs = inputs.stream().map(Values::desc).toList();
      throw new AssertionError(
          "refused: " + e.getMessage() + "\n  problem: " + op + " on " + descs, e);
    } catch (RuntimeException | Error e) {
      Thrown.during(e, "  " + facts);
      throw e;
    }
  }

  /** A direct algorithm adds small integers, and copies one value, without any rounding. */
  private static boolean sumsExactly(ErrorModel model) {
    return model instanceof ErrorModel.Direct direct && direct.ulps() == 0;
  }

  private Expected expected() {
    Expected known = expected;
    if (known == null) {
      known = Oracle.expect(op, inputs);
      expected = known;
    }
    return known;
  }
}
