package dev.fovea.bench.jmh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.fovea.BackendReport.Row;
import dev.fovea.Backends;
import dev.fovea.bench.DefaultBackend;
import dev.fovea.bench.peers.Machine;
import dev.fovea.conformance.Problem;
import dev.fovea.conformance.Problems;
import dev.fovea.spi.Backend;
import dev.fovea.spi.PlanOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one level of the JMH benchmarks and writes results that say what they are of. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = {
      "Run JMH at one level. kernel: matrix products and copies; operator: the distinct layers of"
          + " networks; model: whole networks, latency at batch 1 and throughput at batch 8.",
      "Preparing and running are timed apart; results are checked before anything is timed."
    })
public final class Jmh implements Callable<Integer> {
  /** What is measured. */
  enum Level {
    KERNEL,
    OPERATOR,
    MODEL
  }

  @Parameters(paramLabel = "LEVEL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Level level = Level.OPERATOR;

  @Option(names = "--backend", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<String> backends = List.of(DefaultBackend.name());

  @Option(names = "--threads", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--shapes",
      split = ",",
      description =
          "operator: lists of layers; kit names the kit's own; default: ${DEFAULT-VALUE}.")
  private List<String> shapes = Shapes.LAYERS;

  @Option(names = "--problem", description = "operator: one problem, in place of lists.")
  private List<String> problems = List.of();

  @Option(names = "--model", description = "model: ONNX files, or folders with model.onnx.")
  private List<Path> models = List.of();

  @Option(names = "--batch", split = ",", description = "model; default: ${DEFAULT-VALUE}.")
  private List<Integer> batches = List.of(1, 8);

  @Option(names = "--only", description = "run or prepare; both by default.")
  private String only = "";

  @Option(names = "--forks", description = "Default: ${DEFAULT-VALUE}.")
  private int forks = 1;

  @Option(names = "--iterations", description = "Default: ${DEFAULT-VALUE}.")
  private int iterations = 5;

  @Option(names = "--ms", description = "Of one iteration; default: ${DEFAULT-VALUE}.")
  private int millis = 500;

  @Option(names = "--output", description = "Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("jmh.json");

  private Jmh() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Jmh()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws RunnerException, IOException {
    Collection<RunResult> results = new ArrayList<>();
    switch (level) {
      case KERNEL -> {
        results.addAll(new Runner(copies()).run());
        results.addAll(new Runner(operators(Shapes.of(Shapes.GEMM))).run());
      }
      case OPERATOR -> results.addAll(new Runner(operators(lines())).run());
      case MODEL -> results.addAll(new Runner(models()).run());
    }
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(output.toFile(), report(results));
    return CommandLine.ExitCode.OK;
  }

  private List<String> lines() {
    return problems.isEmpty()
        ? shapes.stream().flatMap(name -> Shapes.of(name).stream()).distinct().toList()
        : problems;
  }

  private ChainedOptionsBuilder options(Class<?> type) {
    String method = only.isEmpty() || type == CopyBenchmark.class ? "" : "\\." + only + "$";
    return new OptionsBuilder()
        .include(type.getName().replace(".", "\\.") + method)
        .forks(forks)
        .warmupIterations(iterations)
        .warmupTime(TimeValue.milliseconds(millis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis))
        .shouldFailOnError(true);
  }

  private org.openjdk.jmh.runner.options.Options copies() {
    return options(CopyBenchmark.class).build();
  }

  private org.openjdk.jmh.runner.options.Options operators(List<String> lines) {
    return options(OperatorBenchmark.class)
        .param("problem", lines.toArray(String[]::new))
        .param("backend", backends.toArray(String[]::new))
        .param("threads", strings(threads))
        .build();
  }

  private org.openjdk.jmh.runner.options.Options models() {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("--model: none is given; expected one or more");
    }
    return options(ModelBenchmark.class)
        .param("model", strings(models))
        .param("backend", backends.toArray(String[]::new))
        .param("threads", strings(threads))
        .param("batch", strings(batches))
        .build();
  }

  private static String[] strings(List<?> values) {
    return values.stream().map(String::valueOf).toArray(String[]::new);
  }

  private Map<String, Object> report(Collection<RunResult> results) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("machine", Machine.here(iterations + " x " + millis + " ms, " + forks + " forks"));
    Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    for (Row row : Backends.discover().report().rows()) {
      facts.put(row.name(), new TreeMap<>(row.facts()));
    }
    report.put("backends", facts);
    report.put("results", results.stream().map(Jmh::row).toList());
    return report;
  }

  private static Map<String, Object> row(RunResult run) {
    BenchmarkParams params = run.getParams();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("benchmark", params.getBenchmark().replaceFirst("^.*\\.(\\w+\\.\\w+)$", "$1"));
    params.getParamsKeys().forEach(key -> row.put(key, params.getParam(key)));
    Result<?> result = run.getPrimaryResult();
    row.put("microseconds", result.getScore());
    row.put("error", result.getScoreError());
    if (params.getParamsKeys().contains("problem")) {
      Problem problem = Problems.parse(params.getParam("problem"));
      long multiplyAdds = problem.op().multiplyAdds(problem.inputs());
      row.put("algorithm", algorithm(problem, params.getParam("backend")));
      row.put("multiplyAdds", multiplyAdds);
      if (params.getBenchmark().endsWith(".run")) {
        row.put("gigaflops", 2 * multiplyAdds / result.getScore() / 1e3);
      }
    } else if (params.getParamsKeys().contains("bytes")) {
      double moved = 2 * Double.parseDouble(params.getParam("bytes"));
      row.put("gigabytesPerSecond", moved / result.getScore() / 1e3);
    } else if (params.getBenchmark().endsWith(".run")) {
      row.put("perSecond", Integer.parseInt(params.getParam("batch")) * 1e6 / result.getScore());
    }
    return row;
  }

  private static String algorithm(Problem problem, String backendName) {
    try (Backend backend = Backends.discover().open(backendName)) {
      return problem.op().planOn(backend, problem.inputs(), PlanOptions.DEFAULT).describe();
    }
  }
}
