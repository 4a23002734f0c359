package dev.fovea.models.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.Backends;
import dev.fovea.models.support.SharedModel;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Real networks for a minute (with -Pfull; otherwise two seconds) under more threads than there are
 * processors: every answer has the same bits, and memory stays where it is.
 */
class SoakTest {
  private static final int SECONDS = Boolean.getBoolean("fovea.full") ? 60 : 2;
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Compiled code, the allocator's caches, the heap's growth to what the JVM thinks it needs. */
  private static final long MARGIN_KILOBYTES = 64 * 1024;

  @Test
  void eightThreadsOnOneSession() throws Exception {
    try (SharedModel model = SharedModel.read("squeezenet1.1");
        Backend backend = Backends.discover().open("blas");
        Session session = Session.open(model.graph(), backend, SessionOptions.DEFAULT.threads(2))) {
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        sessions.add(session);
      }
      soak("8 threads on one session", model, sessions);
    }
  }

  @Test
  void fourSessionsOnTwoBackends() throws Exception {
    try (SharedModel model = SharedModel.read("resnet20_cifar10");
        Backend blas = Backends.discover().open("blas");
        Backend reference = Backends.discover().open("reference");
        Session first = Session.open(model.graph(), blas, SessionOptions.DEFAULT.threads(2));
        Session second = Session.open(model.graph(), blas, SessionOptions.DEFAULT.threads(1));
        Session third = Session.open(model.graph(), reference, SessionOptions.DEFAULT.threads(2));
        Session fourth =
            Session.open(model.graph(), reference, SessionOptions.DEFAULT.threads(1))) {
      soak("4 sessions on two backends", model, List.of(first, second, third, fourth));
    }
  }

  private static void soak(String what, SharedModel model, List<Session> sessions)
      throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(sessions.size());
    try {
      List<float[]> expected = new ArrayList<>();
      sessions.forEach(session -> expected.add(run(session, model)));
      during(callers, SECONDS / 4.0, sessions, model, expected);
      long liveBytes = Tensor.liveBytes();
      long resident = residentKilobytes();
      long runs = during(callers, SECONDS, sessions, model, expected);
      long growth = residentKilobytes() - resident;
      System.out.printf(
          "%s: %,d runs in %d s, all of the same bits; resident %,d kB, grew by %,d kB%n",
          what, runs, SECONDS, resident, growth);
      assertThat(Tensor.liveBytes()).isEqualTo(liveBytes);
      assertThat(growth).as("growth of resident memory, kB").isLessThan(MARGIN_KILOBYTES);
    } finally {
      callers.shutdownNow();
    }
  }

  /** Runs each session on a thread of its own until the time is up; returns how many runs. */
  private static long during(
      ExecutorService callers,
      double seconds,
      List<Session> sessions,
      SharedModel model,
      List<float[]> expected)
      throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      int index = i;
      counts.add(
          callers.submit(
              () -> {
                long runs = 0;
                do {
                  assertThat(run(sessions.get(index), model)).isEqualTo(expected.get(index));
                  runs++;
                } while (System.nanoTime() < end);
                return runs;
              }));
    }
    long runs = 0;
    for (Future<Long> count : counts) {
      runs += count.get(SECONDS + 60L, TimeUnit.SECONDS);
    }
    return runs;
  }

  private static float[] run(Session session, SharedModel model) {
    try (Tensor result = session.run(model.inputs()).values().iterator().next()) {
      return result.toFloats();
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
