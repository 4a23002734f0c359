package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fovea.conformance.Examples.Example;
import dev.fovea.conformance.selftest.CoreOfReference;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs of portable kernels put nothing on the heap once they are warm, by the JVM's own count. */
class PortableAllocationTest {
  private static final int RUNS = 1_000;

  /** The measurement itself allocates a little, but not once in every run. */
  private static final int SMALLEST_OBJECT = 16;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void runsAllocateNothing() {
    List<String> allocating = new ArrayList<>();
    int measured = 0;
    try (Backend portable = new CoreOfReference()) {
      for (Example example : Examples.all()) {
        Problem problem = example.problem();
        List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 1);
        try (Rig rig = Rig.of(portable, problem.op(), PlanOptions.DEFAULT, inputs)) {
          if (rig.plan().describe().startsWith("portable:")) {
            measured++;
            double bytes = bytesPerRun(rig);
            if (bytes >= SMALLEST_OBJECT) {
              allocating.add(rig.plan().describe() + ": " + bytes + " bytes");
            }
          }
        }
      }
    }
    System.out.println(measured + " portable kernels measured, " + allocating.size() + " allocate");
    assertThat(measured).isGreaterThan(10);
    assertThat(allocating).isEmpty();
  }

  private double bytesPerRun(Rig rig) {
    Call call = new Call(rig.srcs(), rig.newDsts(), rig.newScratch(1), Workers.single());
    run(rig, call);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(rig, call);
    return (double) (threads.getCurrentThreadAllocatedBytes() - before) / RUNS;
  }

  private static void run(Rig rig, Call call) {
    for (int i = 0; i < RUNS; i++) {
      rig.kernel().run(call);
    }
  }
}
