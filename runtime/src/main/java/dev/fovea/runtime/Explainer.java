package dev.fovea.runtime;

import dev.fovea.op.Op;
import dev.fovea.op.ReceptiveField;
import dev.fovea.runtime.internal.compile.PlannedNode;
import dev.fovea.runtime.internal.compile.Program;
import dev.fovea.runtime.internal.compile.ReceptiveFields;
import dev.fovea.runtime.internal.compile.TypedGraph;
import dev.fovea.runtime.internal.compile.TypedNode;
import dev.fovea.spi.Plan;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts a program into words. */
final class Explainer {
  private Explainer() {}

  static Explanation explain(String network, String backend, Program program) {
    TypedGraph graph = program.graph();
    Map<String, ReceptiveField> fields = ReceptiveFields.of(graph);
    List<Explanation.Step> steps = new ArrayList<>();
    for (PlannedNode planned : program.nodes()) {
      TypedNode node = planned.node();
      Op op = node.op();
      Plan plan = planned.plan();
      List<TensorDesc> srcs = graph.descs(node.reads());
      List<TensorDesc> dsts = graph.descs(node.makes());
      steps.add(
          new Explanation.Step(
              node.nodes(),
              op.type(),
              plan == null ? Explanation.VIEW : plan.describe(),
              srcs,
              dsts,
              op.parameterCount(),
              op.multiplyAdds(srcs),
              fields.get(node.makes().get(0)),
              plan == null ? 0 : bytes(srcs) + bytes(dsts),
              plan == null || node.folded() != null ? node.folded() : plan.errorModel()));
    }
    return new Explanation(
        network, backend, steps, program.memory().arenaBytes(), program.memory().activationBytes());
  }

  /** Gaps between channel slices are not touched. */
  private static long bytes(List<TensorDesc> descs) {
    return descs.stream().mapToLong(desc -> desc.plain().bytes()).sum();
  }
}
