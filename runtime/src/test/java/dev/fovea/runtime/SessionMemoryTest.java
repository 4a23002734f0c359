package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Flatten;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

class SessionMemoryTest {
  private static final SessionOptions ONE_THREAD = SessionOptions.DEFAULT.threads(1);

  private final Backend backend = Nets.backend();

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
  @DisabledIfSystemProperty(
      named = "fovea.test.backend",
      matches = "native",
      disabledReason = "counts bytes in plain layouts")
  void arenaIsSmallerThanAllActivations() {
    try (Graph graph = Nets.leNet();
        Session session = Session.open(graph, backend, ONE_THREAD.optimise(false));
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
        Session session = Session.open(graph, faulty, ONE_THREAD.optimise(false));
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
  void arenaBeyondTheLimitIsRefused() {
    Shape column = Shape.of(1, 1, 20_000, 1);
    try (Graph graph =
            Graph.builder("outer")
                .input(Nets.input("x", 1, 1, 1, 20_000))
                .constant("column", Tensor.allocate(TensorDesc.of(column)))
                .node("outer", new Add(), List.of("x", "column"), List.of("sum"))
                .node("relu", Activation.relu(), List.of("sum"), List.of("positive"))
                .node("max", new GlobalMaxPool(), List.of("positive"), List.of("y"))
                .output("y")
                .build();
        Session session = Session.open(graph, backend, ONE_THREAD);
        Tensor x = Nets.random(Shape.of(1, 1, 1, 20_000), 1)) {
      assertThatThrownBy(() -> session.run(Map.of("x", x)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Session[outer]: memory for intermediate values is 3200000000 bytes;"
                  + " expected less than 2 GiB; use a smaller batch or image");
    }
  }

  @Test
  @DisabledIfSystemProperty(
      named = "fovea.test.backend",
      matches = "native",
      disabledReason = "counts bytes in plain layouts")
  void runBeyondTheLimitOfTheOptionsIsRefusedBeforeItAllocates() {
    try (Graph graph = Nets.leNet();
        Session session = Session.open(graph, backend, ONE_THREAD.maxBytes(200_000));
        Tensor one = Nets.random(Shape.of(1, 1, 28, 28), 1);
        Tensor many = Nets.random(Shape.of(16, 1, 28, 28), 1)) {
      session.run(Map.of("image", one)).values().forEach(Tensor::close);
      long before = Tensor.liveBytes();
      assertThatThrownBy(() -> session.run(Map.of("image", many)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "Session\\[lenet]: a run needs \\d+ bytes \\(376320 for intermediate values, \\d+ of"
                  + " scratch, 640 of results\\); expected at most 200000;"
                  + " raise SessionOptions.maxBytes, or use a smaller batch or image");
      assertThat(Tensor.liveBytes()).isEqualTo(before);
      assertThat(session.stats().plans()).isEqualTo(1);
    }
  }

  @Test
  void idleSessionKeepsNeitherInputsNorResultsReachable() throws InterruptedException {
    try (Graph graph =
            Graph.builder("views")
                .input(Nets.input("x", 1, 4))
                .node("flat", new Flatten(1), List.of("x"), List.of("f"))
                .node("relu", Activation.relu(), List.of("f"), List.of("y"))
                .node("again", new Flatten(1), List.of("y"), List.of("g"))
                .node("tanh", Activation.tanh(), List.of("g"), List.of("z"))
                .output("y")
                .output("z")
                .build();
        Session session = Session.open(graph, backend, ONE_THREAD)) {
      List<WeakReference<Object>> callers = runOnce(session);
      for (int i = 0; i < 50 && callers.stream().anyMatch(r -> r.get() != null); i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertThat(callers).allSatisfy(reference -> assertThat(reference.get()).isNull());
      assertThat(session.stats().arenas()).isEqualTo(1);
    }
  }

  private static List<WeakReference<Object>> runOnce(Session session) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
    ByteBuffer aligned = buffer.alignedSlice(64).order(ByteOrder.nativeOrder());
    List<WeakReference<Object>> callers = new ArrayList<>();
    callers.add(new WeakReference<>(buffer));
    try (Tensor x =
        Tensor.wrap(TensorDesc.of(1, 4), aligned.slice(0, 16).order(ByteOrder.nativeOrder()))) {
      for (Tensor result : session.run(Map.of("x", x)).values()) {
        callers.add(new WeakReference<>(result));
        result.close();
      }
    }
    return callers;
  }

  @Test
  void failureToCloseOneKernelLeavesNothingBehind() {
    long before = Tensor.liveBytes();
    try (Graph graph = Nets.residual();
        Backend faulty = unclosableReLu();
        Tensor image = Nets.random(Shape.of(1, 4, 5, 5), 1);
        Tensor larger = Nets.random(Shape.of(1, 4, 6, 6), 1)) {
      Session session = Session.open(graph, faulty, ONE_THREAD.optimise(false).maxPlans(1));
      session.run(Map.of("image", image)).values().forEach(Tensor::close);
      // Evicts the first plan.
      assertThatThrownBy(() -> session.run(Map.of("image", larger)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("stuck")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
      session.run(Map.of("image", larger)).values().forEach(Tensor::close);
      assertThatThrownBy(session::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("stuck")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
      assertThat(session.stats().packedWeightBytes()).isZero();
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  private static Backend unclosableReLu() {
    return new DelegatingBackend() {
      @Override
      public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
        return Plan.of(op, inputs, options)
            .build(
                "unclosable:activation",
                ErrorModel.exact(),
                operands ->
                    new KernelBody() {
                      @Override
                      public void run(Call call) {}

                      @Override
                      public void close() {
                        throw new IllegalStateException("stuck");
                      }
                    });
      }
    };
  }

  @Test
  void sessionsOfOneModelMayShareTheirWeights() {
    long before = Tensor.liveBytes();
    WeightStore store = new WeightStore();
    try (Graph graph = Nets.resNet();
        Session first = Session.open(graph, backend, ONE_THREAD.weights(store));
        Session second = Session.open(graph, backend, ONE_THREAD.weights(store));
        Tensor image = Nets.random(Shape.of(1, 4, 5, 5), 1)) {
      first.run(Map.of("image", image)).values().forEach(Tensor::close);
      long packed = store.bytes();
      assertThat(packed).isPositive();
      second.run(Map.of("image", image)).values().forEach(Tensor::close);
      assertThat(store.bytes()).isEqualTo(packed);
      first.close();
      assertThat(store.bytes()).isEqualTo(packed);
      second.run(Map.of("image", image)).values().forEach(Tensor::close);
    }
    assertThat(store.bytes()).isZero();
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  /** See {@link SessionCycles}, which must run in a JVM of its own. */
  @Test
  void tenThousandSessionsLeaveMemoryFlat() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process cycles =
        new ProcessBuilder(
                java.toString(),
                "-Xms48m",
                "-Xmx48m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SessionCycles.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(cycles.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(cycles.waitFor()).as(output).isZero();
  }
}
