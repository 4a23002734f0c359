package dev.fovea.models.large;

import dev.fovea.Backends;
import dev.fovea.models.check.ModelCheck;
import dev.fovea.models.check.Outcome;
import dev.fovea.models.check.TestFolder;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.spi.Backend;
import java.nio.file.Path;

/** Checks a test folder in a JVM of its own and tells what that took. */
final class CheckOnBlas {
  private CheckOnBlas() {}

  public static void main(String[] folders) {
    try (Backend backend = Backends.discover().open("blas")) {
      ModelCheck check = new ModelCheck(backend, SessionOptions.DEFAULT);
      long start = System.nanoTime();
      Outcome outcome = check.run(TestFolder.in(Path.of(folders[0])).get(0));
      System.out.printf(
          "%s after %.1f s with a heap of %d MiB%n",
          outcome, (System.nanoTime() - start) / 1e9, Runtime.getRuntime().maxMemory() >> 20);
      System.exit(outcome instanceof Outcome.Passed ? 0 : 1);
    }
  }
}
