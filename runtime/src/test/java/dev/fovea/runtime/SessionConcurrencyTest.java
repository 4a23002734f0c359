package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SessionConcurrencyTest {
  private static final int THREADS = 16;

  private static <T> List<T> inParallel(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier together = new CyclicBarrier(threads);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            pool.submit(
                () -> {
                  together.await();
                  return work.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static float[] run(Session session, Tensor image, String output) {
    Map<String, Tensor> results = session.run(Map.of("image", image));
    try {
      return results.get(output).toFloats();
    } finally {
      results.values().forEach(Tensor::close);
    }
  }

  @Test
  void overlappingRunsGiveTheSameBits() throws Exception {
    long before = Tensor.liveBytes();
    try (Graph graph = Nets.residual();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2));
        Tensor small = Nets.random(Shape.of(1, 4, 7, 7), 1);
        Tensor large = Nets.random(Shape.of(2, 4, 9, 9), 2)) {
      float[] expectedSmall = run(session, small, "relu2");
      float[] expectedLarge = run(session, large, "relu2");
      inParallel(
          THREADS,
          () -> {
            for (int i = 0; i < 100; i++) {
              assertThat(run(session, small, "relu2")).isEqualTo(expectedSmall);
              assertThat(run(session, large, "relu2")).isEqualTo(expectedLarge);
            }
            return true;
          });
      assertThat(session.stats().plans()).isEqualTo(2);
      assertThat(session.stats().arenas()).isLessThanOrEqualTo(2 * 8);
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void sessionsThatShareWeightsGiveTheSameBits() throws Exception {
    long before = Tensor.liveBytes();
    WeightStore store = new WeightStore();
    for (Graph net : List.of(Nets.resNet(), Nets.fire())) {
      String output = net.outputs().get(0);
      SessionOptions options = SessionOptions.DEFAULT.threads(2).weights(store);
      try (Graph graph = net;
          Backend backend = Nets.backend();
          Session first = Session.open(graph, backend, options);
          Session second = Session.open(graph, backend, options);
          Tensor image = Nets.random(Shape.of(2, 4, 7, 7), 1)) {
        AtomicInteger next = new AtomicInteger();
        List<List<float[]>> results =
            inParallel(
                8,
                () -> {
                  Session session = next.getAndIncrement() % 2 == 0 ? first : second;
                  List<float[]> mine = new ArrayList<>();
                  for (int i = 0; i < 50; i++) {
                    mine.add(run(session, image, output));
                  }
                  return mine;
                });
        float[] expected = results.get(0).get(0);
        assertThat(results).allSatisfy(mine -> assertThat(mine).containsOnly(expected));
      }
    }
    assertThat(store.bytes()).isZero();
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void manyThreadsCompileOnce() throws Exception {
    AtomicInteger planned = new AtomicInteger();
    try (Graph graph = Nets.residual();
        Backend backend =
            new DelegatingBackend() {
              @Override
              public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
                planned.incrementAndGet();
                return super.activation(op, inputs, options);
              }
            };
        Session session =
            Session.open(graph, backend, SessionOptions.DEFAULT.threads(1).optimise(false));
        Tensor image = Nets.random(Shape.of(1, 4, 7, 7), 1)) {
      inParallel(THREADS, () -> run(session, image, "relu2"));
      // Two activations, each asked for its layouts and for its kernel.
      assertThat(planned).hasValue(2 * 2);
    }
  }

  @Test
  void onePlanForManyShapesAtOnce() throws Exception {
    long before = Tensor.liveBytes();
    AtomicInteger next = new AtomicInteger();
    try (Graph graph = Nets.residual();
        Backend backend = Nets.backend();
        Session session =
            Session.open(graph, backend, SessionOptions.DEFAULT.threads(1).maxPlans(1))) {
      inParallel(
          8,
          () -> {
            int size = 4 + next.getAndIncrement();
            try (Tensor image = Nets.random(Shape.of(1, 4, size, size), size)) {
              float[] expected = run(session, image, "relu2");
              for (int i = 0; i < 20; i++) {
                assertThat(run(session, image, "relu2")).isEqualTo(expected);
              }
            }
            return true;
          });
      assertThat(session.stats().plans()).isEqualTo(1);
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void closeWaitsForNobodyAndTakesEffectWhenRunsEnd() throws Exception {
    long before = Tensor.liveBytes();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try (Backend backend = new PausingBackend(running, goOn)) {
      Graph graph = Nets.tiny();
      Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2));
      Tensor x = Tensor.of(Shape.of(3), -1, 2, -3);
      Future<Map<String, Tensor>> run = caller.submit(() -> session.run(Map.of("x", x)));
      running.await();
      session.close();
      graph.close();
      x.close();
      goOn.countDown();
      Map<String, Tensor> results = run.get();
      assertThat(results.get("y").toFloats()).containsExactly(0, 2, 0);
      results.values().forEach(Tensor::close);
    } finally {
      caller.shutdownNow();
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void closeAmongManyRuns() throws Exception {
    long before = Tensor.liveBytes();
    for (int round = 0; round < 20; round++) {
      try (Graph graph = Nets.residual();
          Backend backend = Nets.backend();
          Tensor image = Nets.random(Shape.of(1, 4, 6, 6), 1)) {
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2));
        float[] expected = run(session, image, "relu2");
        AtomicInteger runs = new AtomicInteger();
        inParallel(
            4,
            () -> {
              try {
                while (true) {
                  assertThat(run(session, image, "relu2")).isEqualTo(expected);
                  if (runs.incrementAndGet() == 40) {
                    session.close();
                  }
                }
              } catch (IllegalStateException e) {
                assertThat(e).hasMessageStartingWith("Session[residual]: is closed");
                return true;
              }
            });
      }
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }
}
