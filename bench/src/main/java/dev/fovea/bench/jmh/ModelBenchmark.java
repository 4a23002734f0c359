package dev.fovea.bench.jmh;

import dev.fovea.bench.Agreement;
import dev.fovea.bench.FoveaEngine;
import dev.fovea.bench.Network;
import dev.fovea.bench.worker.Engine;
import dev.fovea.bench.worker.Task;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A whole network: the time of a run at batch 1 is its latency, that at batch 8 its throughput. The
 * output is checked against the reference backend before it is timed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ModelBenchmark {
  /** An ONNX file, or a folder with {@code model.onnx}. */
  @Param("../shared/models/squeezenet1.1")
  public String model = "";

  /** The backend. */
  @Param("blas")
  public String backend = "";

  /** Threads of one run. */
  @Param("1")
  public int threads;

  /** Examples at a time. */
  @Param({"1", "8"})
  public int batch;

  private @Nullable Task task;
  private Engine.@Nullable Loaded loaded;

  /** Loads the network and checks what it makes. */
  @Setup
  public void load() throws Exception {
    Network network = Network.of(Path.of(model));
    task = network.task(threads, batch);
    loaded = new FoveaEngine(backend).load(task);
    try (Engine.Loaded reference = new FoveaEngine("reference").load(task)) {
      Agreement.require(backend, "the reference", loaded.output(), reference.output());
    }
  }

  /** Runs it once. */
  @Benchmark
  public void run() {
    Objects.requireNonNull(loaded).run();
  }

  /** Reads the file, compiles, packs the weights, and lets go of it. */
  @Benchmark
  public void prepare() {
    new FoveaEngine(backend).load(Objects.requireNonNull(task)).close();
  }

  /** Releases everything. */
  @TearDown
  public void close() {
    Objects.requireNonNull(loaded).close();
  }
}
