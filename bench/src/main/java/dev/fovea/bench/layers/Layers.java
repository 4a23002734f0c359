package dev.fovea.bench.layers;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.fovea.bench.Agreement;
import dev.fovea.bench.jmh.OperatorRig;
import dev.fovea.bench.jmh.Shapes;
import dev.fovea.bench.layers.LayerTimes.Row;
import dev.fovea.bench.peers.Machine;
import dev.fovea.bench.peers.PageSection;
import dev.fovea.bench.peers.Peak;
import dev.fovea.bench.peers.PeakProbe;
import dev.fovea.conformance.Problem;
import dev.fovea.conformance.Problems;
import dev.fovea.op.Op;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times single layers on a backend and on ONNX Runtime, in turn. */
@Command(
    name = "layers",
    mixinStandardHelpOptions = true,
    description = {
      "Time the distinct layers of networks on a backend and on ONNX Runtime, in turn, beside the",
      "machine's peak of multiply-adds and its bandwidth. The fastest run of each counts."
    })
public final class Layers implements Callable<Integer> {
  /** The page's place for the table. */
  static final String BEGIN = "<!-- layers: written by dev.fovea.bench.layers.Layers --page -->";

  static final String END = "<!-- end of layers -->";

  private static final int PEAK_MILLIS = 1000;

  @Option(names = "--backend", description = "Default: ${DEFAULT-VALUE}.")
  private String backend = "native";

  @Option(names = "--threads", description = "Of one run; default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  @Option(names = "--shapes", split = ",", description = "Lists; default: ${DEFAULT-VALUE}.")
  private List<String> shapes = Shapes.NETWORKS;

  @Option(names = "--problem", description = "One layer, in place of lists.")
  private List<String> problems = List.of();

  @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds = 10;

  @Option(names = "--ms", description = "Of one engine's share; default: ${DEFAULT-VALUE}.")
  private int millis = 20;

  @Option(names = "--output", description = "The figures as JSON; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("layers.json");

  @Option(names = "--page", description = "A page of Markdown with a place for the table.")
  private @Nullable Path page;

  Layers() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Layers()).execute(args));
  }

  @Override
  public Integer call() throws IOException, OrtException {
    Peak peak = PeakProbe.measure(threads, PEAK_MILLIS);
    List<Row> rows = new ArrayList<>();
    Path folder = Files.createTempDirectory("fovea-layers");
    try {
      for (Map.Entry<String, Integer> layer : layers().entrySet()) {
        rows.add(row(layer.getKey(), layer.getValue(), folder));
        System.err.printf("%4d of %d%n", rows.size(), layers().size());
      }
    } finally {
      delete(folder);
    }
    String settings = rounds + " rounds of " + millis + " ms";
    LayerTimes times = new LayerTimes(Machine.here(settings), threads, peak, rows);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(output.toFile(), times);
    String table = new LayerTable(times).toString();
    System.out.print(table);
    if (page != null) {
      PageSection.write(page, BEGIN, END, table);
    }
    return CommandLine.ExitCode.OK;
  }

  private Map<String, Integer> layers() {
    Map<String, Integer> layers = new LinkedHashMap<>();
    if (problems.isEmpty()) {
      shapes.forEach(
          list -> Shapes.counted(list).forEach((k, n) -> layers.merge(k, n, Math::addExact)));
    } else {
      problems.forEach(problem -> layers.put(problem, 1));
    }
    return layers;
  }

  private Row row(String line, int times, Path folder) throws IOException, OrtException {
    Problem problem = Problems.parse(line);
    Op op = problem.op();
    long bytes = bytes(problem.inputs()) + bytes(op.infer(problem.inputs()));
    try (OperatorRig own = new OperatorRig(problem, backend, threads);
        OnnxRuntimeLayer peer = new OnnxRuntimeLayer(problem, folder, threads);
        CopiedBytes copy = new CopiedBytes(bytes)) {
      Agreement.require(
          own.algorithm() + " of " + line, "ONNX Runtime", own.output(), peer.output());
      double least = Double.POSITIVE_INFINITY;
      double leastCopy = Double.POSITIVE_INFINITY;
      for (int round = 0; round < rounds; round++) {
        least = Math.min(least, leastMicros(own::run));
        leastMicros(peer::run);
        leastCopy = Math.min(leastCopy, leastMicros(copy::run));
      }
      return new Row(
          line,
          LayerKind.of(op),
          times,
          own.algorithm(),
          2 * op.multiplyAdds(problem.inputs()),
          bytes,
          least,
          peer.leastMicros(),
          leastCopy);
    }
  }

  private static long bytes(List<TensorDesc> descs) {
    return descs.stream().mapToLong(TensorDesc::bytes).sum();
  }

  /** What ONNX Runtime runs, and what nothing else does, may throw. */
  private interface Run {
    void run() throws OrtException;
  }

  /** Runs for a share of a round, at least twice; returns the fastest run. */
  private double leastMicros(Run one) throws OrtException {
    long end = System.nanoTime() + millis * 1_000_000L;
    long least = Long.MAX_VALUE;
    long before = System.nanoTime();
    for (int i = 0; i < 2 || before < end; i++) {
      one.run();
      long now = System.nanoTime();
      least = Math.min(least, now - before);
      before = now;
    }
    return least / 1e3;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
