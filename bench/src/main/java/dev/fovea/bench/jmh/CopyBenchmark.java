package dev.fovea.bench.jmh;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
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

/** Copying between tensors: what moving data costs, in the caches and beyond. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CopyBenchmark {
  /** The bytes that are read, and written again elsewhere. */
  @Param({"16384", "262144", "4194304", "134217728"})
  public int bytes;

  private @Nullable Tensor from;
  private @Nullable Tensor to;
  private FloatBuffer source = FloatBuffer.allocate(0);
  private FloatBuffer target = FloatBuffer.allocate(0);

  /** Allocates both and checks that a copy arrives. */
  @Setup
  public void allocate() {
    Tensor read = Tensor.allocate(TensorDesc.of(bytes / Float.BYTES));
    Tensor written = Tensor.allocate(TensorDesc.of(bytes / Float.BYTES));
    from = read;
    to = written;
    source = read.floats();
    target = written.floats();
    int last = source.limit() - 1;
    source.put(last, 7);
    copy();
    if (target.get(last) != 7) {
      throw new IllegalStateException("the copy did not arrive");
    }
  }

  /** Copies once. */
  @Benchmark
  public void copy() {
    target.put(0, source, 0, source.limit());
  }

  /** Releases both. */
  @TearDown
  public void close() {
    Objects.requireNonNull(from).close();
    Objects.requireNonNull(to).close();
  }
}
