package dev.fovea.runtime.internal.exec;

import dev.fovea.runtime.internal.compile.PlannedNode;
import dev.fovea.runtime.internal.compile.Program;
import dev.fovea.runtime.internal.compile.TypedNode;
import dev.fovea.spi.Plan;
import dev.fovea.spi.WeightStore;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program with its kernels built: a flat list of steps over numbered values.
 *
 * <p>Thread-safe; runs may overlap. It must not be closed while one is under way.
 */
public final class CompiledPlan implements AutoCloseable {
  private final Program program;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, TensorDesc> results = new LinkedHashMap<>();
  private final ArenaPool arenas;
  private final @Nullable StepTimes times;

  /**
   * Builds the kernels.
   *
   * @param program closed with this plan, and if building fails
   * @param needs the memory of a run
   * @param store shares packed weights with other plans
   * @param workers runs the kernels; outlives this plan
   * @param profiled whether runs are timed
   * @throws IllegalArgumentException if a constant is not what its kernel needs
   */
  public CompiledPlan(
      Program program, MemoryNeeds needs, WeightStore store, Workers workers, boolean profiled) {
    this.program = program;
    ValueTable table = new ValueTable(program);
    try {
      for (PlannedNode planned : program.nodes()) {
        Plan plan = planned.plan();
        if (plan != null) {
          steps.add(step(program, planned, plan, table, store));
        }
      }
    } catch (RuntimeException | Error e) {
      Closing.after(e, closes());
      throw e;
    }
    table.results().forEach(result -> results.put(result.name(), result.desc()));
    this.arenas = new ArenaPool(() -> new Arena(steps, table, needs, workers));
    this.times = profiled ? new StepTimes(steps.size()) : null;
  }

  private static Step step(
      Program program, PlannedNode planned, Plan plan, ValueTable table, WeightStore store) {
    Map<String, Tensor> constants = new HashMap<>();
    planned
        .constants()
        .forEach((port, value) -> constants.put(port, program.graph().constants().get(value)));
    int[] srcs = table.ids(planned.srcs());
    int[] dsts = table.ids(planned.node().makes());
    return new Step(planned.node(), plan.build(constants, store), srcs, dsts);
  }

  /**
   * Runs all steps and returns the results in order, owned by the caller.
   *
   * @param inputs in the graph's order, open until the run ends
   * @param check called before every step; what it throws ends the run
   */
  public Map<String, Tensor> run(List<Tensor> inputs, StepCheck check) {
    Map<String, Tensor> made = new LinkedHashMap<>();
    boolean complete = false;
    try {
      results.forEach((name, desc) -> made.put(name, Tensor.allocate(desc)));
      try (BoundRun run = bind(inputs, List.copyOf(made.values()))) {
        run.run(check);
      }
      complete = true;
      return made;
    } finally {
      if (!complete) {
        made.values().forEach(Tensor::close);
      }
    }
  }

  /**
   * Takes an arena and ties it to inputs and results; close it to give the arena back.
   *
   * @param inputs in the graph's order, open until then
   * @param results in the order of {@link #results()}, open until then
   */
  public BoundRun bind(List<Tensor> inputs, List<Tensor> results) {
    Arena arena = arenas.take();
    try {
      arena.bind(inputs, results);
    } catch (RuntimeException | Error e) {
      arena.unbind();
      arenas.give(arena);
      throw e;
    }
    return new BoundRun(arena, arenas, times);
  }

  /** Returns the descriptors of the results, in order. */
  public Map<String, TensorDesc> results() {
    return Collections.unmodifiableMap(results);
  }

  /** Returns the node behind each step. */
  public List<TypedNode> nodes() {
    return steps.stream().map(Step::node).toList();
  }

  /** Returns what backend and algorithm each step runs on. */
  public List<String> algorithms() {
    return steps.stream().map(step -> step.kernel().plan().describe()).toList();
  }

  /** Returns how long steps took; null if runs are not timed. */
  public @Nullable StepTimes times() {
    return times;
  }

  /** Returns how many arenas there are, in use or kept. */
  public int arenas() {
    return arenas.count();
  }

  /** Returns the bytes of all arenas. */
  public long arenaBytes() {
    return arenas.bytes();
  }

  /** Releases kernels and arenas, all of them even if one kernel fails to close. */
  @Override
  public void close() {
    List<Runnable> closes = closes();
    closes.add(arenas::close);
    Closing.all(closes);
  }

  private List<Runnable> closes() {
    List<Runnable> closes = new ArrayList<>();
    steps.forEach(step -> closes.add(step.kernel()::close));
    closes.add(program::close);
    return closes;
  }
}
