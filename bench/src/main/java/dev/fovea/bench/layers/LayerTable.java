package dev.fovea.bench.layers;

import dev.fovea.bench.layers.LayerTimes.Row;
import dev.fovea.bench.peers.Machine;
import dev.fovea.bench.peers.MarkdownTable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Layers as tables in Markdown, which a terminal shows as well. */
final class LayerTable {
  private final LayerTimes times;

  LayerTable(LayerTimes times) {
    this.times = times;
  }

  @Override
  public String toString() {
    return machine() + "\n" + kinds() + "\n" + layers();
  }

  private String machine() {
    Machine machine = times.machine();
    return String.format(
        Locale.ROOT,
        "%s, %s; %s  %nFovea %s, %s, %s  %n"
            + "%d %s: %.0f GFLOP/s of fused multiply-adds, %.1f GB/s of copying large arrays%n",
        machine.cpu(),
        String.join(" ", machine.isa()),
        machine.java(),
        machine.commit(),
        machine.date(),
        machine.settings(),
        times.threads(),
        times.threads() == 1 ? "thread" : "threads",
        times.peak().gigaflops(),
        times.peak().gigabytes());
  }

  /** Each kind as a whole, every layer as often as the networks hold it. */
  private String kinds() {
    MarkdownTable table =
        new MarkdownTable(
            "kind",
            ">layers",
            ">GFLOP/s",
            ">ONNX Runtime",
            ">share",
            ">ONNX Runtime",
            ">GB/s",
            ">time, ONNX Runtime = 1",
            "lowest share",
            "slowest beside ONNX Runtime");
    Map<LayerKind, List<Row>> kinds =
        times.rows().stream()
            .collect(Collectors.groupingBy(Row::kind, TreeMap::new, Collectors.toList()));
    kinds.forEach(
        (kind, rows) -> {
          double operations = sum(rows, Row::operations);
          double micros = sum(rows, Row::micros);
          double peer = sum(rows, Row::peerMicros);
          double best = sum(rows, row -> row.bound(times.peak()));
          Row lowest = rows.stream().min(Comparator.comparingDouble(this::share)).orElseThrow();
          Row slowest = rows.stream().max(Comparator.comparingDouble(Row::ratio)).orElseThrow();
          table.row(
              kind.label(),
              String.valueOf(rows.size()),
              number("%.1f", operations / micros / 1e3),
              number("%.1f", operations / peer / 1e3),
              number("%.0f %%", 100 * best / micros),
              number("%.0f %%", 100 * best / peer),
              number("%.1f", sum(rows, Row::bytes) / micros / 1e3),
              number("%.2f", micros / peer),
              number("%.0f %%: ", 100 * share(lowest)) + name(lowest),
              number("%.2f: ", slowest.ratio()) + name(slowest));
        });
    return table.toString();
  }

  private String layers() {
    MarkdownTable table =
        new MarkdownTable(
            "layer",
            ">times",
            "kind",
            ">us",
            ">ONNX Runtime",
            ">GFLOP/s",
            ">ONNX Runtime",
            ">share",
            ">ONNX Runtime",
            "of",
            ">time, ONNX Runtime = 1");
    for (Row row : times.rows()) {
      table.row(
          name(row),
          String.valueOf(row.times()),
          row.kind().label(),
          number("%.1f", row.micros()),
          number("%.1f", row.peerMicros()),
          number("%.1f", row.gigaflops()),
          number("%.1f", row.peerGigaflops()),
          number("%.0f %%", 100 * share(row)),
          number("%.0f %%", 100 * share(row) * row.ratio()),
          row.boundName(times.peak()),
          number("%.2f", row.ratio()));
    }
    return table.toString();
  }

  private double share(Row row) {
    return row.bound(times.peak()) / row.micros();
  }

  private static double sum(List<Row> rows, ToDoubleFunction<Row> figure) {
    return rows.stream().mapToDouble(row -> row.times() * figure.applyAsDouble(row)).sum();
  }

  private static String name(Row row) {
    return row.problem().replaceFirst("^conv2d n1 ", "");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
