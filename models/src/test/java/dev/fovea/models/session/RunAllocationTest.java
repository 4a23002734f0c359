package dev.fovea.models.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fovea.Backends;
import dev.fovea.models.support.Folders;
import dev.fovea.models.support.SharedModel;
import dev.fovea.runtime.Binding;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs of real networks that are bound to their tensors allocate nothing once they are warm, on the
 * heap (the JVM's own counters, of the caller and all workers) or off it.
 */
class RunAllocationTest {
  private static final int THREADS = 2;
  private static final int WARM_UP = 500;
  private static final int RUNS = 100;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TestFactory
  Stream<DynamicTest> everyNetwork() {
    return Folders.fastBackends().stream()
        .flatMap(
            backend ->
                SharedModel.folders().stream()
                    .map(
                        folder ->
                            DynamicTest.dynamicTest(
                                folder.getFileName() + " on " + backend,
                                () -> check(folder, backend))));
  }

  private void check(Path folder, String backendName) {
    try (SharedModel model = SharedModel.readOrSkip(folder);
        Backend backend = Backends.discover().open(backendName);
        Session session =
            Session.open(model.graph(), backend, SessionOptions.DEFAULT.threads(THREADS));
        Binding binding = session.bind(model.inputs())) {
      run(binding, WARM_UP);
      long liveBytes = Tensor.liveBytes();
      long[] workers = workers();
      long before = allocated(workers);
      run(binding, RUNS);
      long bytes = allocated(workers) - before;
      System.out.printf(
          "%s on %s: %d bytes of heap in %d runs%n",
          folder.getFileName(), backendName, bytes, RUNS);
      // The measurement itself allocates a little; no object is smaller than 16 bytes.
      assertThat((double) bytes / RUNS).as("bytes of a run").isLessThan(16);
      assertThat(Tensor.liveBytes()).isEqualTo(liveBytes);
    }
  }

  private static void run(Binding binding, int times) {
    for (int i = 0; i < times; i++) {
      binding.run();
    }
  }

  private static long[] workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fovea-worker"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  private long allocated(long[] workers) {
    return threads.getCurrentThreadAllocatedBytes()
        + Arrays.stream(threads.getThreadAllocatedBytes(workers)).sum();
  }
}
