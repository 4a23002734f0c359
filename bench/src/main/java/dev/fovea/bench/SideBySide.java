package dev.fovea.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares Fovea's backends with ONNX Runtime on whole networks, one image at a time. */
@Command(
    name = "side-by-side",
    mixinStandardHelpOptions = true,
    description = "Times networks on Fovea's backends and on ONNX Runtime, in turn.")
public final class SideBySide implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of networks.")
  private List<Path> folders = List.of();

  @Option(names = "--backend", description = "Backends to time; default: ${DEFAULT-VALUE}.")
  private List<String> backends = List.of("blas");

  @Option(names = "--threads", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1, 2);

  @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds = 15;

  @Option(names = "--round-ms", description = "One engine's share; default: ${DEFAULT-VALUE}.")
  private int roundMillis = 150;

  @Option(names = "--warmup-ms", description = "Default: ${DEFAULT-VALUE}.")
  private int warmupMillis = 3000;

  @Option(names = "--layers", description = "Also tell how long the layers take.")
  private boolean layers;

  private SideBySide() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SideBySide()).execute(args));
  }

  @Override
  public Integer call() {
    System.out.printf(
        "%-24s %7s  %-14s %10s %10s %7s %12s %10s%n",
        "network",
        "threads",
        "engine",
        "median ms",
        "least ms",
        "spread",
        "to onnxrt",
        "to 1 thread");
    for (Path folder : folders) {
      compare(Network.of(folder));
    }
    return CommandLine.ExitCode.OK;
  }

  private void compare(Network network) {
    List<Engine> engines = new ArrayList<>();
    engines.add(new OnnxRuntimeEngine(null));
    backends.forEach(backend -> engines.add(new FoveaEngine(backend, layers)));
    List<Engine.Loaded> loaded = new ArrayList<>();
    try {
      for (int count : threads) {
        for (Engine engine : engines) {
          Engine.Loaded one = engine.load(network, count);
          loaded.add(one);
          one.run();
          requireAgreement(network.name(), engine.name(), one.output(), loaded.get(0).output());
        }
      }
      List<Times> times = new Rounds(rounds, roundMillis, warmupMillis).time(loaded);
      for (int i = 0; i < loaded.size(); i++) {
        int engine = i % engines.size();
        Times judge = times.get(i - engine);
        Times single = times.get(engine);
        print(
            network,
            threads.get(i / engines.size()),
            engines.get(engine),
            times.get(i),
            judge,
            single);
      }
      for (Engine.Loaded one : loaded) {
        if (layers && one instanceof FoveaEngine.LoadedSession session) {
          System.out.println(session.profile());
        }
      }
    } finally {
      loaded.forEach(Engine.Loaded::close);
    }
  }

  private static void print(
      Network network, int threads, Engine engine, Times times, Times judge, Times single) {
    System.out.printf(
        Locale.ROOT,
        "%-24s %7d  %-14s %10.3f %10.3f %6.1f%% %11.2fx %9.2fx%n",
        network.name(),
        threads,
        engine.name(),
        times.median() / 1e6,
        times.least() / 1e6,
        100 * times.spread(),
        times.ratioTo(judge),
        single.ratioTo(times));
  }

  /** Fast and wrong is not fast: |a - b| is at most 1e-5 + 1e-4 times the largest |b|. */
  static void requireAgreement(String network, String engine, float[] actual, float[] expected) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    boolean agree = actual.length == expected.length;
    for (int i = 0; agree && i < actual.length; i++) {
      agree = Math.abs(actual[i] - expected[i]) <= 1e-5f + 1e-4f * largest;
    }
    if (!agree) {
      throw new IllegalStateException(engine + " does not agree with ONNX Runtime on " + network);
    }
  }
}
