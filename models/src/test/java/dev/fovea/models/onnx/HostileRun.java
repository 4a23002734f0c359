package dev.fovea.models.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Feeds the importer hostile files for a while and prints figures: {@code HostileRun MINUTES
 * [SEED]}. A failure prints the seed of its file; a file that takes over a minute ends the run.
 */
final class HostileRun {
  private static volatile long current;
  private static volatile long since;

  private HostileRun() {}

  public static void main(String[] args) throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.parseLong(args[0]));
    long first = args.length > 1 ? Long.parseLong(args[1]) : 1_000_000;
    List<byte[]> corpus = HostileCorpus.models();
    since = System.nanoTime();
    Thread watchdog = new Thread(HostileRun::watch);
    watchdog.setDaemon(true);
    watchdog.start();
    int failures = 0;
    try (HostileHarness harness = new HostileHarness(Files.createTempDirectory("hostile"))) {
      long seed = first;
      for (; System.nanoTime() < end; seed++) {
        current = seed;
        since = System.nanoTime();
        try {
          harness.imports(HostileMutation.make(corpus, seed), seed % 4 == 0);
        } catch (RuntimeException | Error e) {
          failures++;
          System.out.println("seed " + seed + ": " + e);
          e.printStackTrace(System.out);
        }
        if (seed % 100_000 == 0) {
          System.out.println(harness.figures() + "; " + failures + " failures");
        }
      }
      System.out.printf(
          "seeds %d to %d: %s; %d failures%n", first, seed - 1, harness.figures(), failures);
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private static void watch() {
    while (System.nanoTime() - since < TimeUnit.MINUTES.toNanos(1)) {
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
    System.out.println("seed " + current + " takes over a minute");
    Thread.getAllStackTraces().values().stream()
        .filter(trace -> trace.length > 0)
        .forEach(trace -> System.out.println(List.of(trace)));
    Runtime.getRuntime().halt(2);
  }
}
