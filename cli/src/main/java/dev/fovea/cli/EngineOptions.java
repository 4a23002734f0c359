package dev.fovea.cli;

import dev.fovea.Backends;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.spi.Backend;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** On what a network runs. */
final class EngineOptions {
  private static final int MAX_THREADS = 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "The backend to run on; see 'fovea backends'.")
  private @Nullable String backend;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to use; all processors by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Opens the backend that was named, else the available one of the highest priority. */
  Backend open() {
    Backends backends = Backends.discover();
    return backend == null ? backends.open() : backends.open(backend);
  }

  /** Returns the number of threads; refuses one that makes no sense. */
  int threads() {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new ParameterException(
          spec.commandLine(),
          "fovea " + spec.name() + ": --threads is " + threads + "; expected 1 to " + MAX_THREADS);
    }
    return threads;
  }

  SessionOptions session() {
    return SessionOptions.DEFAULT.threads(threads());
  }
}
