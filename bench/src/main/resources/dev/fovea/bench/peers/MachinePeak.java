import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures what this machine can do: {@code java --add-modules jdk.incubator.vector
 * MachinePeak.java THREADS MILLIS}. Prints the width of vectors in bits, GFLOP/s of fused
 * multiply-adds, and GB/s of copying, both of all threads together.
 *
 * <p>Compiled when it is started, since the module of vectors is an incubating one that a build for
 * every Java cannot name.
 */
public final class MachinePeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Chains that do not wait for each other: more than latency times units, fewer than registers. */
  private static final int CHAINS = 12;

  private static final int STEPS = 4_000;

  /** Far beyond any cache. */
  private static final int COPIED_FLOATS = 16 << 20;

  private MachinePeak() {}

  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    long nanos = Long.parseLong(args[1]) * 1_000_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      warmUp();
      double flops = together(pool, threads, () -> multiplyAdds(nanos));
      double bytes = together(pool, threads, () -> copies(nanos));
      System.out.println(SPECIES.vectorBitSize() + " " + flops + " " + bytes);
    } finally {
      pool.shutdown();
    }
  }

  /** Until the loop is compiled, a stretch takes a thousand times longer. */
  private static void warmUp() {
    long end = System.nanoTime() + 10_000_000_000L;
    for (int i = 0; i < 5_000 && System.nanoTime() < end; i++) {
      chains(0.5f);
    }
  }

  private static double together(ExecutorService pool, int threads, Callable<Double> work)
      throws Exception {
    List<Callable<Double>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(work);
    }
    double sum = 0;
    for (Future<Double> one : pool.invokeAll(all)) {
      sum += one.get();
    }
    return sum;
  }

  /** Returns operations a nanosecond: the best of many short stretches. */
  private static double multiplyAdds(long nanos) {
    double best = 0;
    float sink = 0;
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      sink += chains(0.5f);
      double operations = 2.0 * CHAINS * STEPS * SPECIES.length();
      best = Math.max(best, operations / (System.nanoTime() - start));
    }
    if (Float.isNaN(sink)) {
      throw new IllegalStateException("multiply-adds made NaN");
    }
    return best;
  }

  private static float chains(float factor) {
    FloatVector m = FloatVector.broadcast(SPECIES, factor);
    FloatVector c = FloatVector.broadcast(SPECIES, 1 - factor);
    FloatVector a0 = c, a1 = c, a2 = c, a3 = c, a4 = c, a5 = c;
    FloatVector a6 = c, a7 = c, a8 = c, a9 = c, a10 = c, a11 = c;
    for (int i = 0; i < STEPS; i++) {
      a0 = a0.fma(m, c);
      a1 = a1.fma(m, c);
      a2 = a2.fma(m, c);
      a3 = a3.fma(m, c);
      a4 = a4.fma(m, c);
      a5 = a5.fma(m, c);
      a6 = a6.fma(m, c);
      a7 = a7.fma(m, c);
      a8 = a8.fma(m, c);
      a9 = a9.fma(m, c);
      a10 = a10.fma(m, c);
      a11 = a11.fma(m, c);
    }
    return a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7).add(a8).add(a9).add(a10)
        .add(a11).lane(0);
  }

  /** Returns bytes a nanosecond, read and written ones: the best of many copies. */
  private static double copies(long nanos) {
    float[] from = new float[COPIED_FLOATS];
    float[] to = new float[COPIED_FLOATS];
    Arrays.fill(from, 1);
    Arrays.fill(to, 2);
    double best = 0;
    long end = System.nanoTime() + nanos;
    do {
      long start = System.nanoTime();
      System.arraycopy(from, 0, to, 0, from.length);
      best = Math.max(best, 2.0 * Float.BYTES * from.length / (System.nanoTime() - start));
    } while (System.nanoTime() < end);
    if (to[to.length - 1] != 1) {
      throw new IllegalStateException("nothing was copied");
    }
    return best;
  }
}
