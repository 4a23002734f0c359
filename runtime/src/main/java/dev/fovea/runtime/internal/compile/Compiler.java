package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.WeightStore;
import java.util.List;

/** The order of the passes. */
public final class Compiler {
  private final Graph graph;
  private final Backend backend;
  private final WeightStore store;
  private final boolean optimise;

  /**
   * Creates a compiler.
   *
   * @param store shares what passes make of constants
   * @param optimise whether nodes are folded and fused; else each runs as it stands in the graph
   */
  public Compiler(Graph graph, Backend backend, WeightStore store, boolean optimise) {
    this.graph = graph;
    this.backend = backend;
    this.store = store;
    this.optimise = optimise;
  }

  /**
   * Compiles the graph for one situation; close the program.
   *
   * @throws dev.fovea.op.OperatorException, with the node's name, if a node does not fit
   */
  public Program compile(Situation situation) {
    DerivedConstants derived = new DerivedConstants(store);
    try {
      Evaluation evaluation = new Evaluation(backend, derived);
      Situation widened = WidenFloat16.apply(situation, derived);
      TypedGraph typed = ResolveOperators.apply(graph, widened, evaluation);
      for (Pass pass : optimise ? optimising(evaluation, derived) : plain()) {
        typed = pass.apply(typed);
      }
      return new Program(
          typed, PlanKernels.apply(typed, backend), PlanMemory.apply(typed), derived);
    } catch (RuntimeException | Error e) {
      derived.close();
      throw e;
    }
  }

  private List<Pass> plain() {
    return List.of(new AssignLayouts(backend), new ReshapesAsViews());
  }

  /** Each sees what the ones before it made. */
  private List<Pass> optimising(Evaluation evaluation, DerivedConstants derived) {
    return List.of(
        new FoldConstants(evaluation),
        new CommonSubexpressions(),
        new FindChannelShuffles(),
        new FindSilu(),
        new FoldBias(derived),
        new FoldBatchNorm(derived),
        new FuseEpilogues(),
        new DropUnused(),
        new AssignLayouts(backend),
        new ReshapesAsViews(),
        new ConcatInPlace());
  }
}
