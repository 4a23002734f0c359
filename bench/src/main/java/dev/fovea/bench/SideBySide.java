package dev.fovea.bench;

import dev.fovea.bench.worker.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares Fovea's backends with ONNX Runtime on whole networks, in one process. */
@Command(
    name = "side-by-side",
    mixinStandardHelpOptions = true,
    description = "Times networks on Fovea's backends and on ONNX Runtime, in turn.")
public final class SideBySide implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", arity = "1..*", description = "ONNX files, or folders.")
  private List<Path> folders = List.of();

  @Option(names = "--backend", description = "Backends to time; default: ${DEFAULT-VALUE}.")
  private List<String> backends = List.of(DefaultBackend.name());

  @Option(names = "--threads", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1, 2);

  @Option(names = "--batch", description = "Examples at a time; default: ${DEFAULT-VALUE}.")
  private int batch = 1;

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
  public Integer call() throws Exception {
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

  private void compare(Network network) throws Exception {
    Map<String, Engine> engines = new LinkedHashMap<>();
    engines.put("onnxruntime", new OnnxRuntimeEngine(""));
    backends.forEach(backend -> engines.put("fovea " + backend, new FoveaEngine(backend, layers)));
    List<String> names = List.copyOf(engines.keySet());
    List<Engine.Loaded> loaded = new ArrayList<>();
    try {
      for (int count : threads) {
        for (Map.Entry<String, Engine> engine : engines.entrySet()) {
          Engine.Loaded one = engine.getValue().load(network.task(count, batch));
          loaded.add(one);
          Agreement.require(engine.getKey(), "onnxruntime", one.output(), loaded.get(0).output());
        }
      }
      List<Times> times = new Rounds(rounds, roundMillis, warmupMillis).time(loaded);
      for (int i = 0; i < loaded.size(); i++) {
        int engine = i % names.size();
        Times judge = times.get(i - engine);
        Times single = times.get(engine);
        print(
            network, threads.get(i / names.size()), names.get(engine), times.get(i), judge, single);
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
      Network network, int threads, String engine, Times times, Times judge, Times single) {
    System.out.printf(
        Locale.ROOT,
        "%-24s %7d  %-14s %10.3f %10.3f %6.1f%% %11.2fx %9.2fx%n",
        network.name(),
        threads,
        engine,
        times.median() / 1e6,
        times.least() / 1e6,
        100 * times.spread(),
        times.ratioTo(judge),
        single.ratioTo(times));
  }
}
