package dev.fovea.runtime;

import dev.fovea.internal.Leases;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.internal.compile.Compiler;
import dev.fovea.runtime.internal.compile.Deciders;
import dev.fovea.runtime.internal.compile.Program;
import dev.fovea.runtime.internal.compile.Situation;
import dev.fovea.runtime.internal.compile.TypedNode;
import dev.fovea.runtime.internal.exec.BoundRun;
import dev.fovea.runtime.internal.exec.Closing;
import dev.fovea.runtime.internal.exec.CompiledPlan;
import dev.fovea.runtime.internal.exec.MemoryNeeds;
import dev.fovea.runtime.internal.exec.PlanCache;
import dev.fovea.runtime.internal.exec.PlanKey;
import dev.fovea.runtime.internal.exec.StepTimes;
import dev.fovea.spi.Backend;
import dev.fovea.spi.WeightStore;
import dev.fovea.spi.WorkerPool;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A graph that is ready to run on a backend.
 *
 * <p>It is compiled once for each combination of input shapes, and of the values of inputs that
 * decide an operator; plans share packed weights. Runs may overlap, on any threads, and give the
 * same bits. The session owns neither graph nor backend: the graph may be closed after {@link
 * #open}, the backend only after the session.
 */
public final class Session implements AutoCloseable {
  private final Graph graph;
  private final Backend backend;
  private final SessionOptions options;
  private final InputContract contract;
  private final List<String> deciders;
  private final HeldTensors constants;
  private final WorkerPool workers;
  private final WeightStore weights;
  private final Compiler compiler;
  private final PlanCache plans;
  private final RunControl untimed;
  private final Leases leases = new Leases(this::releaseAll);
  private volatile @Nullable CompiledPlan profiled;

  private Session(Graph graph, Backend backend, SessionOptions options) {
    this.graph = graph;
    this.backend = backend;
    this.options = options;
    this.contract = new InputContract(prefix(), graph.inputs());
    this.deciders = Deciders.of(graph);
    requireKnown(graph, options.observe());
    this.constants = new HeldTensors(prefix() + "constant ", graph.constants());
    this.plans = new PlanCache(options.maxPlans());
    this.untimed = new RunControl(graph.name(), RunOptions.DEFAULT);
    WeightStore shared = options.weights();
    this.weights = shared != null ? shared : new WeightStore();
    this.compiler = new Compiler(graph, backend, weights, options.optimise());
    try {
      this.workers = new WorkerPool(options.threads());
    } catch (RuntimeException | Error e) {
      constants.close();
      throw e;
    }
  }

  /** Opens a session with default options; see {@link #open(Graph, Backend, SessionOptions)}. */
  public static Session open(Graph graph, Backend backend) {
    return open(graph, backend, SessionOptions.DEFAULT);
  }

  /**
   * Opens a session; close it.
   *
   * @throws IllegalArgumentException if an operator is decided by computed data, an observed value
   *     does not exist, or the graph is closed
   */
  public static Session open(Graph graph, Backend backend, SessionOptions options) {
    return new Session(graph, backend, options);
  }

  private static void requireKnown(Graph graph, Set<String> observed) {
    Set<String> known = new LinkedHashSet<>(graph.constants().keySet());
    graph.inputs().forEach(input -> known.add(input.name()));
    for (Node node : graph.nodes()) {
      known.addAll(node.outputs());
    }
    for (String value : observed) {
      if (!known.contains(value)) {
        throw new IllegalArgumentException(
            "Session["
                + graph.name()
                + "]: observed value "
                + value
                + " is unknown; expected some of "
                + known);
      }
    }
  }

  /**
   * Runs the graph.
   *
   * @param inputs by name; closing one during the run takes effect when the run ends
   * @return the graph's outputs in order, then the observed values; the caller owns and closes them
   * @throws IllegalArgumentException if an input is missing, unknown, closed or of another type or
   *     shape, an operator does not fit what it reads, or the run would take more memory than
   *     allowed
   * @throws IllegalStateException if the session is closed
   * @throws RunStoppedException if the thread was interrupted before the last step has started
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, RunOptions.DEFAULT);
  }

  /**
   * Runs the graph; see {@link #run(Map)}.
   *
   * @throws RunStoppedException if the time is up, or the thread was interrupted, before the last
   *     step has started
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions how) {
    RunControl control = new RunControl(graph.name(), how);
    return whileOpen(
        () -> {
          Map<String, TensorDesc> descs = contract.check(descs(inputs));
          try (HeldTensors held = hold(inputs)) {
            Map<String, Tensor> deciding = deciding(held);
            try (PlanCache.Lease lease = lease(descs, deciding)) {
              Map<String, Tensor> results = lease.plan().run(held.list(), control);
              ran(lease.plan());
              return results;
            }
          }
        });
  }

  private PlanCache.Lease lease(Map<String, TensorDesc> descs, Map<String, Tensor> deciding) {
    PlanKey key = PlanKey.of(List.copyOf(descs.values()), deciding.values());
    return plans.lease(key, () -> build(compile(descs, deciding)));
  }

  /** Remembers whose times {@link #profile} tells. */
  private void ran(CompiledPlan plan) {
    if (options.profile()) {
      profiled = plan;
    }
  }

  /**
   * Ties inputs and results to this session for runs that allocate nothing; close it.
   *
   * <p>A run reads what the inputs hold at that time and overwrites the results. Weights are packed
   * and memory is allocated here.
   *
   * @param inputs by name
   * @param results memory for some or all results by name, dense and plain, apart from the inputs
   *     and each other; the binding makes the others and closes them with itself
   * @throws IllegalArgumentException as {@link #run(Map)}, or if a result is unknown, closed, of
   *     another type or shape, or overlaps, or if values of inputs decide an operator (use {@link
   *     #run(Map)} then)
   * @throws IllegalStateException if the session is closed
   */
  public Binding bind(Map<String, Tensor> inputs, Map<String, Tensor> results) {
    return whileOpen(
        () -> {
          Map<String, TensorDesc> descs = contract.check(descs(inputs));
          if (!deciders.isEmpty()) {
            throw new IllegalArgumentException(
                prefix()
                    + "values of inputs "
                    + deciders
                    + " decide operators; expected shapes to decide; use run");
          }
          HeldTensors held = hold(inputs);
          try {
            PlanCache.Lease lease = lease(descs, Map.of());
            return Binding.make(prefix(), held, results, lease, this::run);
          } catch (RuntimeException | Error e) {
            held.close();
            throw e;
          }
        });
  }

  /** Ties inputs to memory of the binding's own; see {@link #bind(Map, Map)}. */
  public Binding bind(Map<String, Tensor> inputs) {
    return bind(inputs, Map.of());
  }

  /** Runs what was bound; allocates nothing unless there is a timeout. */
  private void run(BoundRun bound, CompiledPlan plan, RunOptions how) {
    acquire();
    try {
      bound.run(how.timeout() == null ? untimed : new RunControl(graph.name(), how));
      ran(plan);
    } finally {
      leases.release();
    }
  }

  private Program compile(Map<String, TensorDesc> inputs, Map<String, Tensor> deciding) {
    Situation situation = new Situation(inputs, deciding, constants.byName(), options.observe());
    return compiler.compile(situation);
  }

  private CompiledPlan build(Program program) {
    MemoryNeeds needs = MemoryNeeds.of(program, workers);
    try {
      needs.requireWithin(graph.name(), options.maxBytes());
    } catch (IllegalArgumentException e) {
      program.close();
      throw e;
    }
    return new CompiledPlan(program, needs, weights, workers, options.profile());
  }

  /**
   * Explains what a run with such inputs does; no weights are packed.
   *
   * @throws IllegalArgumentException if the inputs do not fit, or if values decide an operator (use
   *     {@link #explainRun} then)
   * @throws IllegalStateException if the session is closed
   */
  public Explanation explain(Map<String, TensorDesc> inputs) {
    return whileOpen(
        () -> {
          Map<String, TensorDesc> descs = contract.check(inputs);
          if (!deciders.isEmpty()) {
            throw new IllegalArgumentException(
                prefix()
                    + "values of inputs "
                    + deciders
                    + " decide operators; expected tensors; use explainRun");
          }
          try (Program program = compile(descs, Map.of())) {
            return Explainer.explain(graph.name(), backend.name(), program);
          }
        });
  }

  /**
   * Explains what a run with these inputs does; only values that decide an operator are read.
   *
   * @throws IllegalArgumentException if the inputs do not fit
   * @throws IllegalStateException if the session is closed
   */
  public Explanation explainRun(Map<String, Tensor> inputs) {
    return whileOpen(
        () -> {
          Map<String, TensorDesc> descs = contract.check(descs(inputs));
          try (HeldTensors held = hold(inputs);
              Program program = compile(descs, deciding(held))) {
            return Explainer.explain(graph.name(), backend.name(), program);
          }
        });
  }

  /**
   * Returns how long the steps of the plan that ran last took, in all its runs so far.
   *
   * @throws IllegalStateException if the session was opened without profile
   */
  public RunProfile profile() {
    if (!options.profile()) {
      throw new IllegalStateException(
          prefix() + "profile is off; open the session with SessionOptions.profile(true)");
    }
    CompiledPlan plan = profiled;
    StepTimes times = plan == null ? null : plan.times();
    List<RunProfile.Layer> layers = new ArrayList<>();
    if (plan == null || times == null) {
      return new RunProfile(graph.name(), 0, layers);
    }
    List<TypedNode> nodes = plan.nodes();
    List<String> algorithms = plan.algorithms();
    for (int i = 0; i < nodes.size(); i++) {
      TypedNode node = nodes.get(i);
      layers.add(
          new RunProfile.Layer(
              node.nodes(), node.op().type(), algorithms.get(i), times.total(i), times.last(i)));
    }
    return new RunProfile(graph.name(), times.runs(), layers);
  }

  /** Returns what the session holds now. */
  public SessionStats stats() {
    List<CompiledPlan> kept = plans.plans();
    return new SessionStats(
        kept.size(),
        kept.stream().mapToInt(CompiledPlan::arenas).sum(),
        kept.stream().mapToLong(CompiledPlan::arenaBytes).sum(),
        weights.bytes());
  }

  private HeldTensors hold(Map<String, Tensor> inputs) {
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    contract.names().forEach(name -> ordered.put(name, inputs.get(name)));
    return new HeldTensors(prefix() + "input ", ordered);
  }

  private Map<String, Tensor> deciding(HeldTensors held) {
    Map<String, Tensor> deciding = new LinkedHashMap<>();
    deciders.forEach(name -> deciding.put(name, held.byName().get(name)));
    return deciding;
  }

  private static Map<String, TensorDesc> descs(Map<String, Tensor> inputs) {
    Map<String, TensorDesc> descs = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      if (input.getValue() != null) {
        descs.put(input.getKey(), input.getValue().desc());
      }
    }
    return descs;
  }

  private void acquire() {
    if (!leases.tryAcquire()) {
      throw new IllegalStateException(
          prefix() + "is closed; expected an open session; open the graph again");
    }
  }

  private <T> T whileOpen(Supplier<T> work) {
    acquire();
    try {
      return work.get();
    } finally {
      leases.release();
    }
  }

  private String prefix() {
    return "Session[" + graph.name() + "]: ";
  }

  /** Releases everything now, or when the last run ends; idempotent. */
  @Override
  public void close() {
    leases.close();
  }

  private void releaseAll() {
    Closing.all(List.of(plans::close, constants::close, workers::close));
  }
}
