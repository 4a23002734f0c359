package dev.fovea.bench.jmh;

import dev.fovea.conformance.Problem;
import dev.fovea.conformance.Problems;
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

/** One operator; {@link Jmh} says which. What it computes is checked before it is timed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OperatorBenchmark {
  /** The problem, a line as in {@code shapes/resnet50.txt}. */
  @Param("conv2d n1 ic64 ih56 iw56 oc64 k3 p1 bias act=relu")
  public String problem = "";

  /** The backend. */
  @Param("blas")
  public String backend = "";

  /** Threads of one run. */
  @Param("1")
  public int threads;

  private @Nullable OperatorRig rig;

  /** Builds the kernel and checks it. */
  @Setup
  public void build() {
    Problem parsed = Problems.parse(problem);
    rig = new OperatorRig(parsed, backend, threads);
    rig.requireAgreement(parsed);
  }

  /** Runs it. */
  @Benchmark
  public void run() {
    Objects.requireNonNull(rig).run();
  }

  /** Plans and packs the weights. */
  @Benchmark
  public void prepare() {
    Objects.requireNonNull(rig).prepare();
  }

  /** Releases everything. */
  @TearDown
  public void close() {
    Objects.requireNonNull(rig).close();
  }
}
