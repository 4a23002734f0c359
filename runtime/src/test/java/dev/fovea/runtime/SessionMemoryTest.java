package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.op.Activation;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final SessionOptions ONE_THREAD = SessionOptions.DEFAULT.threads(1);

  private final Backend backend = Nets.reference();

  @Test
  void graphMayBeClosedAfterOpen() {
    long before = Tensor.liveBytes();
    Graph graph = Nets.residual();
    try (Session session = Session.open(graph, backend, ONE_THREAD)) {
      graph.close();
      for (int size : new int[] {5, 6}) {
        try (Tensor image = Nets.random(Shape.of(1, 4, size, size), 1)) {
          session.run(Map.of("image", image)).values().forEach(Tensor::close);
        }
      }
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void runsAllocateNothingButResultsOnceWarm() {
    try (Graph graph = Nets.leNet();
        Session session = Session.open(graph, backend, ONE_THREAD);
        Tensor image = Nets.random(Shape.of(1, 1, 28, 28), 1)) {
      session.run(Map.of("image", image)).values().forEach(Tensor::close);
      long warm = Tensor.liveBytes();
      Map<String, Tensor> results = session.run(Map.of("image", image));
      assertThat(Tensor.liveBytes() - warm).isEqualTo(10 * Float.BYTES);
      results.values().forEach(Tensor::close);
      assertThat(Tensor.liveBytes()).isEqualTo(warm);
      assertThat(session.stats().arenas()).isEqualTo(1);
    }
  }

  @Test
  void arenaIsSmallerThanAllActivations() {
    try (Graph graph = Nets.leNet();
        Session session = Session.open(graph, backend, ONE_THREAD);
        Tensor image = Nets.random(Shape.of(1, 1, 28, 28), 1)) {
      Explanation explanation = session.explainRun(Map.of("image", image));
      // The peak is conv1 beside relu1: two maps of 6x28x28.
      assertThat(explanation.arenaBytes()).isEqualTo(2 * 6 * 28 * 28 * Float.BYTES);
      assertThat(explanation.activationBytes()).isGreaterThan(explanation.arenaBytes());
    }
  }

  @Test
  void failureInsideRunLeavesNothingBehind() {
    long before = Tensor.liveBytes();
    try (Graph graph = Nets.residual();
        Backend faulty = faultyReLu();
        Session session = Session.open(graph, faulty, ONE_THREAD);
        Tensor image = Nets.random(Shape.of(1, 4, 5, 5), 1)) {
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(() -> session.run(Map.of("image", image)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("out of order");
      }
      assertThat(session.stats().arenas()).isEqualTo(1);
      session.close();
      graph.close();
      image.close();
      assertThat(Tensor.liveBytes()).isEqualTo(before);
    }
  }

  private static Backend faultyReLu() {
    return new DelegatingBackend() {
      @Override
      public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
        return Plan.of(op, inputs, options)
            .build(
                "faulty:activation",
                ErrorModel.exact(),
                operands ->
                    call -> {
                      throw new IllegalStateException("out of order");
                    });
      }
    };
  }

  @Test
  void tenThousandSessionsLeaveMemoryFlat() throws IOException {
    try (Graph graph = Nets.handComputed();
        Tensor image = Nets.random(Shape.of(1, 1, 4, 4), 1)) {
      long live = Tensor.liveBytes();
      for (int i = 0; i < 3_000; i++) {
        openRunClose(graph, image);
      }
      long resident = residentKilobytes();
      for (int i = 0; i < 10_000; i++) {
        openRunClose(graph, image);
        assertThat(Tensor.liveBytes()).isEqualTo(live);
      }
      assumeTrue(resident > 0, "no /proc/self/status here");
      // The heap may still grow into what it was promised; leaking one arena and its results per
      // cycle would cost more than this margin.
      assertThat(residentKilobytes() - resident).isLessThan(MARGIN_KILOBYTES);
    }
  }

  private static final long MARGIN_KILOBYTES = 64 * 1024;

  private void openRunClose(Graph graph, Tensor image) {
    try (Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2))) {
      session.run(Map.of("image", image)).values().forEach(Tensor::close);
    }
  }

  private static long residentKilobytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    System.gc();
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
