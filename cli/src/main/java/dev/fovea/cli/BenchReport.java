package dev.fovea.cli;

import dev.fovea.BackendReport.Row;
import dev.fovea.Backends;
import dev.fovea.models.check.Difference;
import dev.fovea.runtime.Explanation;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code fovea bench} found, as text or JSON. */
final class BenchReport {
  private static final int BAR = 10;

  private final String network;
  private final Map<String, Tensor> inputs;
  private final int threads;
  private final double loadMillis;
  private final List<BenchSubject> subjects;
  private final List<@Nullable Difference> differences;
  private final CpuInfo cpu = CpuInfo.read();
  private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();

  BenchReport(
      String network,
      Map<String, Tensor> inputs,
      int threads,
      double loadMillis,
      List<BenchSubject> subjects,
      List<@Nullable Difference> differences) {
    this.network = network;
    this.inputs = inputs;
    this.threads = threads;
    this.loadMillis = loadMillis;
    this.subjects = subjects;
    this.differences = differences;
    for (Row row : Backends.discover().report().rows()) {
      facts.put(row.name(), new TreeMap<>(row.facts()));
    }
  }

  private int examples() {
    Tensor first = inputs.values().iterator().next();
    return first.shape().rank() == 0 ? 1 : first.shape().dim(0);
  }

  private double perSecond(BenchSubject subject) {
    return examples() * 1e9 / subject.timing().median();
  }

  void print(Terminal terminal, boolean layers) {
    Explanation plan = subjects.get(0).explanation();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s on %s: %,d multiply-adds, read in %.0f ms%n%s, %d of %d cores%n%n",
            network,
            shapes(),
            plan.multiplyAdds(),
            loadMillis,
            cpu.name(),
            threads,
            cpu.cores());
    Columns table =
        new Columns(
            "backend",
            ">median ms",
            ">least ms",
            ">spread",
            ">per second",
            ">GFLOP/s",
            ">first ms",
            ">prepare ms",
            ">packed MB",
            ">arena MB",
            ">runs");
    for (BenchSubject subject : subjects) {
      Timing timing = subject.timing();
      table.row(
          subject.name(),
          text("%.3f", timing.median() / 1e6),
          text("%.3f", timing.least() / 1e6),
          text("%.1f %%", 100 * timing.spread()),
          text("%.1f", perSecond(subject)),
          text("%.1f", subject.gigaflops()),
          text("%.1f", subject.firstMillis()),
          text("%.1f", subject.prepareMillis()),
          text("%.1f", subject.stats().packedWeightBytes() / 1e6),
          text("%.1f", subject.stats().arenaBytes() / 1e6),
          String.valueOf(timing.runs()));
    }
    table.print(terminal.out());
    printDifferences(terminal);
    if (layers) {
      subjects.forEach(subject -> printLayers(terminal, subject));
    }
  }

  private void printDifferences(Terminal terminal) {
    for (int i = 1; i < subjects.size(); i++) {
      Difference difference = differences.get(i);
      if (difference != null && !difference.agrees()) {
        terminal
            .out()
            .printf(
                "%s does not agree with %s: %s%n",
                subjects.get(i).name(), subjects.get(0).name(), difference);
      }
    }
  }

  private void printLayers(Terminal terminal, BenchSubject subject) {
    terminal.out().printf("%nLayers on %s:%n", subject.name());
    Columns table =
        new Columns("layer", "output", "algorithm", ">us", ">share", "", ">GFLOP/s", ">GB/s");
    for (BenchSubject.Layer layer : subject.layers()) {
      Explanation.Step step = layer.step();
      table.row(
          String.join("+", step.nodes()),
          step.dsts().get(0).shape().toString(),
          step.algorithm(),
          text("%,.1f", layer.nanos() / 1e3),
          text("%.1f %%", 100 * layer.share()),
          Bar.of(layer.share(), BAR, terminal.unicode()),
          step.multiplyAdds() == 0 ? "-" : text("%.1f", layer.gigaflops()),
          text("%.1f", layer.gigabytes()));
    }
    table.print(terminal.out());
  }

  private String shapes() {
    List<String> shapes = new ArrayList<>();
    inputs.forEach((name, tensor) -> shapes.add(name + tensor.shape()));
    return String.join(", ", shapes);
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  Map<String, Object> json() {
    Explanation plan = subjects.get(0).explanation();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("network", network);
    Map<String, String> described = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> described.put(name, tensor.desc().toString()));
    report.put("inputs", described);
    report.put("multiplyAdds", plan.multiplyAdds());
    report.put("threads", threads);
    report.put("loadMilliseconds", loadMillis);
    report.put("cpu", Map.of("name", cpu.name(), "cores", cpu.cores(), "features", cpu.features()));
    report.put("versions", List.of(new Version().getVersion()));
    List<Map<String, Object>> backends = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      backends.add(json(subjects.get(i), differences.get(i)));
    }
    report.put("backends", backends);
    return report;
  }

  private Map<String, Object> json(BenchSubject subject, @Nullable Difference difference) {
    Timing timing = subject.timing();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("backend", subject.name());
    row.put("facts", facts.getOrDefault(subject.name(), Map.of()));
    row.put("agrees", difference == null || difference.agrees());
    row.put("medianMilliseconds", timing.median() / 1e6);
    row.put("leastMilliseconds", timing.least() / 1e6);
    row.put("spread", timing.spread());
    row.put("runs", timing.runs());
    row.put("perSecond", perSecond(subject));
    row.put("gigaflops", subject.gigaflops());
    row.put("firstMilliseconds", subject.firstMillis());
    row.put("prepareMilliseconds", subject.prepareMillis());
    row.put("packedWeightBytes", subject.stats().packedWeightBytes());
    row.put("arenaBytes", subject.stats().arenaBytes());
    List<Map<String, Object>> layers = new ArrayList<>();
    for (BenchSubject.Layer layer : subject.layers()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("nodes", layer.step().nodes());
      one.put("operator", layer.step().operator());
      one.put("algorithm", layer.step().algorithm());
      one.put("output", layer.step().dsts().get(0).toString());
      one.put("multiplyAdds", layer.step().multiplyAdds());
      one.put("movedBytes", layer.step().movedBytes());
      one.put("microseconds", layer.nanos() / 1e3);
      one.put("share", layer.share());
      one.put("gigaflops", layer.gigaflops());
      layers.add(one);
    }
    row.put("layers", layers);
    return row;
  }
}
