package dev.fovea.runtime;

import dev.fovea.runtime.internal.exec.BoundRun;
import dev.fovea.runtime.internal.exec.Closing;
import dev.fovea.runtime.internal.exec.CompiledPlan;
import dev.fovea.runtime.internal.exec.PlanCache;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Inputs and results that are tied to a session, for runs that allocate nothing: write the inputs,
 * run, read the results, again and again.
 *
 * <p>One run at a time; several bindings of one session run side by side. It keeps the memory of
 * inputs and results alive, even if their owner closes them, until it is closed itself. Made by
 * {@link Session#bind}.
 */
public final class Binding implements AutoCloseable {
  /** Runs what was bound while the session is open. */
  @FunctionalInterface
  interface Runner {
    void run(BoundRun bound, CompiledPlan plan, RunOptions how);
  }

  private final String prefix;
  private final PlanCache.Lease lease;
  private final BoundRun bound;
  private final Runner runner;
  private final Map<String, Tensor> results;
  private final List<Runnable> closes;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean closed;

  private Binding(
      String prefix,
      PlanCache.Lease lease,
      BoundRun bound,
      Runner runner,
      Map<String, Tensor> results,
      List<Runnable> closes) {
    this.prefix = prefix;
    this.lease = lease;
    this.bound = bound;
    this.runner = runner;
    this.results = Collections.unmodifiableMap(results);
    this.closes = closes;
  }

  /** Takes over {@code inputs} and {@code lease}; on failure {@code lease} is given back. */
  static Binding make(
      String prefix,
      HeldTensors inputs,
      Map<String, Tensor> given,
      PlanCache.Lease lease,
      Runner runner) {
    List<Runnable> closes = new ArrayList<>();
    try {
      Map<String, Tensor> results = results(prefix, given, lease.plan().results(), closes);
      requireApart(prefix, inputs.byName(), results);
      BoundRun bound = lease.plan().bind(inputs.list(), List.copyOf(results.values()));
      closes.add(0, bound::close);
      closes.add(inputs::close);
      closes.add(lease::close);
      return new Binding(prefix, lease, bound, runner, results, closes);
    } catch (RuntimeException | Error e) {
      closes.forEach(Runnable::run);
      lease.close();
      throw e;
    }
  }

  private static Map<String, Tensor> results(
      String prefix,
      Map<String, Tensor> given,
      Map<String, TensorDesc> expected,
      List<Runnable> closes) {
    for (String name : given.keySet()) {
      if (!expected.containsKey(name)) {
        throw problem(
            prefix, "result " + name + " is unknown; expected some of " + expected.keySet());
      }
    }
    Map<String, Tensor> results = new LinkedHashMap<>();
    expected.forEach(
        (name, desc) -> {
          Tensor tensor = given.get(name);
          Tensor held = tensor == null ? Tensor.allocate(desc) : hold(prefix, name, tensor, desc);
          closes.add(held::close);
          results.put(name, held);
        });
    return results;
  }

  private static Tensor hold(String prefix, String name, Tensor tensor, TensorDesc expected) {
    if (!tensor.desc().matches(expected) || !tensor.desc().isDense()) {
      throw problem(
          prefix, "result " + name + " is " + tensor.desc() + "; expected " + expected + ", dense");
    }
    try {
      return tensor.view(expected, 0);
    } catch (IllegalStateException e) {
      throw problem(prefix, "result " + name + " is closed; expected an open tensor", e);
    }
  }

  /** A step may write a result before another one reads an input. */
  private static void requireApart(
      String prefix, Map<String, Tensor> inputs, Map<String, Tensor> results) {
    Map<String, Tensor> before = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> before.put("input " + name, tensor));
    results.forEach(
        (name, tensor) -> {
          before.forEach(
              (other, memory) -> {
                if (tensor.overlaps(memory)) {
                  throw problem(
                      prefix,
                      "result " + name + " overlaps " + other + "; expected memory of its own");
                }
              });
          before.put("result " + name, tensor);
        });
  }

  private static IllegalArgumentException problem(String prefix, String text) {
    return new IllegalArgumentException(prefix + text);
  }

  private static IllegalArgumentException problem(String prefix, String text, Throwable cause) {
    return new IllegalArgumentException(prefix + text, cause);
  }

  /** Runs the graph; see {@link #run(RunOptions)}. */
  public void run() {
    run(RunOptions.DEFAULT);
  }

  /**
   * Runs the graph on what the inputs hold now and overwrites the results. Without a timeout the
   * runtime allocates nothing.
   *
   * @throws IllegalStateException if the binding or its session is closed, or a run of this binding
   *     is under way on another thread
   * @throws RunStoppedException if the time is up, or the thread was interrupted, before the last
   *     step has started; the results are undefined then
   */
  public void run(RunOptions how) {
    begin();
    try {
      runner.run(bound, lease.plan(), how);
    } finally {
      busy.set(false);
    }
  }

  /** Returns the results by name, in order; open until the binding is closed. */
  public Map<String, Tensor> results() {
    return results;
  }

  private void begin() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          prefix
              + "binding is closed or runs on another thread; expected one run at a time;"
              + " bind once for each thread");
    }
  }

  /**
   * Gives the memory back; idempotent.
   *
   * @throws IllegalStateException if a run is under way on another thread
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    // Never given back: a closed binding is busy for good.
    begin();
    closed = true;
    Closing.all(closes);
  }
}
