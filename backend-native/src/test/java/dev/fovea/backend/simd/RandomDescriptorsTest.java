package dev.fovea.backend.simd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.conformance.Check;
import dev.fovea.conformance.RandomChecks;
import dev.fovea.conformance.Subject;
import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;

/**
 * Random problems, each on every instruction set of this machine, against the reference: 2,000 in
 * the build, 200,000 with {@code -Dfovea.full=true}. {@code -Dfovea.seed=N} runs the one that
 * failed.
 */
class RandomDescriptorsTest {
  private static final int CHECKS = Boolean.getBoolean("fovea.full") ? 200_000 : 2_000;
  private static final int BATCH = 500;
  private static final int THREADS = 2;

  @Test
  void agreeWithTheReferenceOnEveryInstructionSet() throws Exception {
    Availability availability = new SimdProvider().probe();
    assumeTrue(availability.available(), availability.reason());
    Long seed = Long.getLong("fovea.seed");
    long first = seed == null ? 1 : seed;
    long end = seed == null ? first + CHECKS : first + 1;
    JqwikSession.start();
    List<Backend> backends = backends();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      RandomChecks checks = new RandomChecks();
      for (long batch = first; batch < end; batch += BATCH) {
        List<Callable<Void>> work = new ArrayList<>();
        for (long at = batch; at < Math.min(end, batch + BATCH); at++) {
          Check check = checks.of(at);
          work.add(() -> run(check, backends));
        }
        for (Future<Void> done : threads.invokeAll(work)) {
          done.get();
        }
      }
    } finally {
      threads.shutdownNow();
      backends.forEach(Backend::close);
      JqwikSession.finish();
    }
  }

  private static List<Backend> backends() {
    List<Backend> backends = new ArrayList<>();
    for (Isa isa : Isa.values()) {
      if (isa.compareTo(Isa.best()) <= 0) {
        backends.add(IsaConformance.open(isa));
      }
    }
    return backends;
  }

  private static Void run(Check check, List<Backend> backends) {
    for (Backend backend : backends) {
      try {
        check.body().run(new Subject(backend));
      } catch (RuntimeException | Error e) {
        throw new AssertionError(check.name() + ": " + e.getMessage(), e);
      }
    }
    return null;
  }
}
