package dev.fovea.cli;

import dev.fovea.Backends;
import dev.fovea.runtime.Binding;
import dev.fovea.runtime.Explanation;
import dev.fovea.runtime.RunProfile;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.SessionStats;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A network on one backend, tied to its inputs, and what was measured of it. */
final class BenchSubject implements AutoCloseable {
  private final Backend backend;
  private final Session session;
  private final Binding binding;
  private final Explanation explanation;
  private final Timing timing = new Timing();
  private final long prepareNanos;
  private final long firstNanos;
  private RunProfile warm;

  private BenchSubject(
      Backend backend, Session session, Map<String, Tensor> inputs, long prepareStart) {
    this.backend = backend;
    this.session = session;
    this.binding = session.bind(inputs);
    this.prepareNanos = System.nanoTime() - prepareStart;
    try {
      this.explanation = session.explainRun(inputs);
      this.firstNanos = run();
      this.warm = session.profile();
    } catch (RuntimeException | Error e) {
      binding.close();
      throw e;
    }
  }

  /** Packs the weights and runs once. */
  static BenchSubject open(
      Graph graph, String backendName, int threads, Map<String, Tensor> inputs) {
    Backend backend = Backends.discover().open(backendName);
    Session session = null;
    try {
      long start = System.nanoTime();
      session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(threads).profile(true));
      return new BenchSubject(backend, session, inputs, start);
    } catch (RuntimeException | Error e) {
      if (session != null) {
        session.close();
      }
      backend.close();
      throw e;
    }
  }

  private long run() {
    long start = System.nanoTime();
    binding.run();
    return System.nanoTime() - start;
  }

  /** Runs for a while, at least once, before anything counts. */
  void warmUp(long nanos) {
    long end = System.nanoTime() + nanos;
    do {
      run();
    } while (System.nanoTime() < end);
    warm = session.profile();
  }

  /** Runs for a while, at least once; every run counts. */
  void round(long nanos) {
    long end = System.nanoTime() + nanos;
    do {
      timing.add(run());
    } while (System.nanoTime() < end);
  }

  String name() {
    return backend.name();
  }

  /** Returns the runs that count. */
  Timing timing() {
    return timing;
  }

  double prepareMillis() {
    return prepareNanos / 1e6;
  }

  double firstMillis() {
    return firstNanos / 1e6;
  }

  Explanation explanation() {
    return explanation;
  }

  SessionStats stats() {
    return session.stats();
  }

  /** Returns what the last run made, in order. */
  Map<String, Tensor> results() {
    return binding.results();
  }

  /** Returns 10^9 floating-point operations a second; a multiply-add is two. */
  double gigaflops() {
    return 2 * explanation.multiplyAdds() / timing.median();
  }

  /**
   * One step of the compiled network.
   *
   * @param step what it does
   * @param nanos its mean over the runs that count
   * @param share its part of all steps' time
   */
  record Layer(Explanation.Step step, double nanos, double share) {
    double gigaflops() {
      return 2 * step.multiplyAdds() / nanos;
    }

    /** Returns 10^9 bytes read and written a second. */
    double gigabytes() {
      return step.movedBytes() / nanos;
    }
  }

  /** Returns the steps that take time, in order. */
  List<Layer> layers() {
    RunProfile all = session.profile();
    List<Explanation.Step> steps =
        explanation.steps().stream()
            .filter(step -> !step.algorithm().equals(Explanation.VIEW))
            .toList();
    double[] nanos = new double[steps.size()];
    for (int i = 0; i < nanos.length; i++) {
      long before = warm.layers().get(i).totalNanos();
      nanos[i] = (double) (all.layers().get(i).totalNanos() - before) / (all.runs() - warm.runs());
    }
    double sum = Arrays.stream(nanos).sum();
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < nanos.length; i++) {
      layers.add(new Layer(steps.get(i), nanos[i], nanos[i] / sum));
    }
    return layers;
  }

  @Override
  public void close() {
    binding.close();
    session.close();
    backend.close();
  }
}
