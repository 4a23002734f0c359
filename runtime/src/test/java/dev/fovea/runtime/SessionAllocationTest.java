package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fovea.op.Activation;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the runtime itself puts on the heap, by the JVM's own count. */
class SessionAllocationTest {
  /** The views of input and result, their map, and the key of the plan. */
  private static final long BYTES_PER_RUN = 4_096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Kernels that do nothing, so that only the runtime is measured. */
  private static Backend idle() {
    return new DelegatingBackend() {
      @Override
      public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
        return Plan.of(op, inputs, options)
            .build("idle:activation", ErrorModel.exact(), operands -> call -> {});
      }
    };
  }

  private long bytesPerRun(int steps, int values) {
    Graph.Builder net = Graph.builder("deep").input(Nets.input("v0", "N"));
    for (int i = 0; i < steps; i++) {
      Nets.relu(net, "v" + (i + 1), "v" + i);
    }
    try (Graph graph = net.output("v" + steps).build();
        Backend backend = idle();
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(1));
        Tensor x = Nets.random(Shape.of(values), 1)) {
      Map<String, Tensor> inputs = Map.of("v0", x);
      for (int i = 0; i < 2_000; i++) {
        session.run(inputs).values().forEach(Tensor::close);
      }
      long thread = Thread.currentThread().getId();
      long before = threads.getThreadAllocatedBytes(thread);
      int runs = 1_000;
      for (int i = 0; i < runs; i++) {
        session.run(inputs).values().forEach(Tensor::close);
      }
      return (threads.getThreadAllocatedBytes(thread) - before) / runs;
    }
  }

  @Test
  void runsAllocateLittleWhateverTheSize() {
    long small = bytesPerRun(3, 10);
    long deep = bytesPerRun(100, 10);
    long large = bytesPerRun(3, 100_000);
    System.out.printf(
        "heap per run: %d bytes, %d with 100 steps, %d with 100,000 values%n", small, deep, large);
    assertThat(small).isLessThan(BYTES_PER_RUN);
    assertThat(deep).isLessThan(BYTES_PER_RUN);
    assertThat(large).isLessThan(BYTES_PER_RUN);
  }
}
