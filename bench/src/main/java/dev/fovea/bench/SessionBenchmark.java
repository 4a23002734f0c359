package dev.fovea.bench;

import dev.fovea.bench.worker.Engine;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One image through a whole network; {@code -p folder=...} says which. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class SessionBenchmark {
  /** The folder of the network. */
  @Param("../shared/models/squeezenet1.1")
  public String folder = "";

  /** The backend. */
  @Param("blas")
  public String backend = "";

  /** Threads of one run. */
  @Param({"1", "2"})
  public int threads;

  private Engine.@Nullable Loaded loaded;

  /** Loads the network. */
  @Setup
  public void load() {
    loaded = new FoveaEngine(backend).load(Network.of(Path.of(folder)).task(threads, 1));
  }

  /** Runs it once. */
  @Benchmark
  public void run() {
    Objects.requireNonNull(loaded).run();
  }

  /** Releases everything. */
  @TearDown
  public void close() {
    Objects.requireNonNull(loaded).close();
  }
}
