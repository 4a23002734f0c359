package dev.fovea.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Results as tables in Markdown, which a terminal shows as well. */
final class Tables {
  private final Results results;
  private final Figures figures;

  Tables(Results results) {
    this.results = results;
    this.figures = new Figures(results);
  }

  /** Returns where and how it was measured. */
  String machine() {
    Machine machine = results.machine();
    List<String> lines = new ArrayList<>();
    lines.add(
        machine.cpu() + ", " + machine.cores() + " cores, " + String.join(" ", machine.isa()));
    lines.add(machine.java() + " on " + machine.os());
    lines.add("Fovea " + machine.commit() + ", " + machine.date() + ", " + machine.settings());
    for (int threads : figures.threads()) {
      double[] flops = peaks(threads, true);
      double[] bytes = peaks(threads, false);
      lines.add(
          String.format(
              Locale.ROOT,
              "%d %s: %.0f GFLOP/s of fused multiply-adds, %.1f GB/s of copying"
                  + " (medians of this run)",
              threads,
              threads == 1 ? "thread" : "threads",
              dev.fovea.bench.worker.Round.median(flops),
              dev.fovea.bench.worker.Round.median(bytes)));
    }
    return String.join("  \n", lines) + "\n";
  }

  private double[] peaks(int threads, boolean flops) {
    return figures.of(threads).stream()
        .mapToDouble(one -> flops ? one.peak().gigaflops() : one.peak().gigabytes())
        .toArray();
  }

  /** Returns the geometric means over all networks. */
  String summary() {
    MarkdownTable table =
        new MarkdownTable(
            "engine",
            ">threads",
            ">time, ONNX Runtime = 1 (geometric mean)",
            ">worst",
            ">networks");
    for (int threads : figures.threads()) {
      for (String peer : figures.peers()) {
        Figures.Ratios ratios = figures.ratios(peer, threads);
        boolean any = ratios.count() > 0;
        table.row(
            peer,
            String.valueOf(threads),
            any ? number("%.2f", ratios.geometricMean()) : "-",
            any ? number("%.2f", ratios.worst()) : "-",
            ratios.count() + " of " + figures.of(threads).size());
      }
    }
    return table.toString();
  }

  /** Returns the ratios to the judge: a row for each network, a column for each peer. */
  String ratios(int threads) {
    List<String> titles = new ArrayList<>(List.of("network"));
    figures.peers().forEach(peer -> titles.add(">" + peer));
    MarkdownTable table = new MarkdownTable(titles.toArray(String[]::new));
    for (Comparison comparison : figures.of(threads)) {
      List<String> cells = new ArrayList<>(List.of(comparison.network()));
      for (String peer : figures.peers()) {
        OptionalDouble ratio =
            comparison.row(peer).stream()
                .flatMapToDouble(row -> Figures.toJudge(comparison, row).stream())
                .findFirst();
        cells.add(ratio.isPresent() ? number("%.2f", ratio.getAsDouble()) : "-");
      }
      table.row(cells.toArray(String[]::new));
    }
    return table.toString();
  }

  /** Returns everything about one network. */
  String details(Comparison comparison) {
    MarkdownTable table =
        new MarkdownTable(
            "engine",
            ">median ms",
            ">least ms",
            ">spread",
            ">to ONNX Runtime",
            ">to best peer",
            ">GFLOP/s",
            ">of peak",
            ">load ms",
            ">first run ms",
            ">cold start ms",
            ">memory MB",
            ">ships MB");
    for (Row row : comparison.rows()) {
      if (row.isTimed()) {
        table.row(
            row.peer(),
            number("%.3f", row.medianMillis()),
            number("%.3f", row.leastNanos() / 1e6),
            number("%.1f %%", 100 * row.spread()),
            number(Figures.toJudge(comparison, row)),
            number(Figures.toBest(comparison, row)),
            number("%.1f", comparison.gigaflops(row)),
            number("%.0f %%", 100 * comparison.shareOfPeak(row)),
            number("%.0f", row.loadNanos() / 1e6),
            number("%.0f", row.firstNanos() / 1e6),
            number("%.0f", row.coldNanos() / 1e6),
            number("%.0f", row.peakBytes() / 1e6),
            number("%.1f", row.shippedBytes() / 1e6));
      }
    }
    StringBuilder text = new StringBuilder(table.toString());
    for (Row row : comparison.rows()) {
      if (!row.isTimed()) {
        text.append("\n").append(row.peer()).append(": ").append(reason(row)).append("\n");
      }
    }
    return text.toString();
  }

  /**
   * Returns why a row has no times; the folders in which engines were built say nothing to readers.
   */
  private static String reason(Row row) {
    return String.valueOf(row.failure()).replaceAll("(?<![\\w.])(/[\\w.+-]+)+/", "");
  }

  /** Returns the title of a network's table. */
  static String title(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "%s, %s, %d %s, %,d multiply-adds",
        comparison.network(),
        comparison.input(),
        comparison.threads(),
        comparison.threads() == 1 ? "thread" : "threads",
        comparison.multiplyAdds());
  }

  /** Returns the versions of the engines. */
  String versions() {
    MarkdownTable table = new MarkdownTable("engine", "version");
    for (String peer : figures.peers()) {
      table.row(
          peer,
          results.comparisons().stream()
              .flatMap(comparison -> comparison.row(peer).stream())
              .map(Row::version)
              .findFirst()
              .orElse("ran nothing"));
    }
    return table.toString();
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number("%.2f", value.getAsDouble()) : "-";
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
