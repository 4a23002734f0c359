package dev.fovea.conformance;

import dev.fovea.conformance.Oracle.Expected;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.op.Port;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import java.util.ArrayList;
import java.util.List;

/** Runs one kernel twice with a variable parameter that changes in between. */
final class ChangingInput implements Check.Body {
  private final Problem problem;
  private final String port;

  ChangingInput(Problem problem, String port) {
    this.problem = problem;
    this.port = port;
  }

  @Override
  public void run(Subject subject) {
    List<Values> before = Data.INTEGERS.inputs(problem.op(), problem.inputs(), 1);
    List<Values> after = Data.INTEGERS.inputs(problem.op(), problem.inputs(), 2);
    PlanOptions options = PlanOptions.DEFAULT.variable(port);
    try (Rig rig = Rig.of(subject.backend(), problem.op(), options, before)) {
      rig.run(Workers.single());
      int src = 0;
      List<Port> ports = problem.op().inputs();
      List<Values> mixed = new ArrayList<>(before);
      for (int i = 0; i < ports.size(); i++) {
        // A plan that does not listen to its options fails a rule of its own.
        if (ports.get(i).name().equals(port) && !rig.plan().isConstant(i)) {
          after.get(i).copyTo(rig.srcs().get(src));
          mixed.set(i, after.get(i));
        }
        src += rig.plan().isConstant(i) ? 0 : 1;
      }
      Expected expected = Oracle.expect(problem.op(), mixed);
      Output actual = Output.of(rig.run(Workers.single()));
      String facts = "second run, with " + port + " changed since the first";
      Comparison.within(rig, expected, actual, false, facts);
    }
  }
}
