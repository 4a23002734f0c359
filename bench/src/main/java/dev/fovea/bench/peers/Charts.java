package dev.fovea.bench.peers;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.Styler;

/** Results as bars, each picture as PNG and as SVG. */
final class Charts {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 600;
  private static final int LABEL_ANGLE = 45;

  /** Tableau 10 without its grey: told apart side by side, and more than there are engines. */
  private static final Color[] COLORS =
      Stream.of(
              0x4E79A7, 0xF28E2B, 0x59A14F, 0xE15759, 0x76B7B2, 0xB07AA1, 0xEDC948, 0x9C755F,
              0xFF9DA7)
          .map(Color::new)
          .toArray(Color[]::new);

  /** Beyond this many times the judge's time an engine would press all others flat. */
  private static final double COMPARABLE = 10;

  private final Figures figures;
  private final Path folder;

  /**
   * Creates charts.
   *
   * @param folder where they are written
   */
  Charts(Results results, Path folder) {
    this.figures = new Figures(results);
    this.folder = folder;
  }

  /** Draws all; returns the names of the files without their ends. */
  List<String> draw() {
    List<String> names = new ArrayList<>();
    for (int threads : figures.threads()) {
      String suffix = String.format(Locale.ROOT, "%d thread%s", threads, threads == 1 ? "" : "s");
      CategoryChart ratios =
          chart("Time, ONNX Runtime = 1; lower is better; " + suffix, "times ONNX Runtime");
      CategoryChart flops = chart("Operations; higher is better; " + suffix, "GFLOP/s");
      CategoryChart starts =
          chart("From the start of the JVM to the first result; " + suffix, "milliseconds");
      for (String peer : comparable(threads)) {
        series(ratios, threads, peer, Charts::toJudge);
        series(flops, threads, peer, (comparison, row) -> comparison.gigaflops(row));
        series(starts, threads, peer, (comparison, row) -> row.coldNanos() / 1e6);
      }
      // Without the judge nothing is comparable, and a chart without bars cannot be drawn.
      if (!ratios.getSeriesMap().isEmpty()) {
        names.add(write(ratios, "ratios-" + threads));
        names.add(write(flops, "gigaflops-" + threads));
        names.add(write(starts, "cold-start-" + threads));
      }
    }
    return names;
  }

  private static double toJudge(Comparison comparison, Row row) {
    OptionalDouble ratio = Figures.toJudge(comparison, row);
    return ratio.orElse(0);
  }

  /** What a bar shows. */
  @FunctionalInterface
  private interface Height {
    double of(Comparison comparison, Row row);
  }

  private List<String> comparable(int threads) {
    return figures.peers().stream()
        .filter(peer -> figures.ratios(peer, threads).count() > 0)
        .filter(peer -> figures.ratios(peer, threads).geometricMean() <= COMPARABLE)
        .toList();
  }

  /** A network that the peer did not run has a bar of no height. */
  private void series(CategoryChart chart, int threads, String peer, Height height) {
    Map<String, Double> bars = new LinkedHashMap<>();
    for (Comparison comparison : figures.of(threads)) {
      ToDoubleFunction<Row> of = row -> height.of(comparison, row);
      bars.put(
          comparison.network(),
          comparison.row(peer).stream().mapToDouble(of).findFirst().orElse(0));
    }
    chart.addSeries(peer, List.copyOf(bars.keySet()), List.copyOf(bars.values()));
  }

  private static CategoryChart chart(String title, String unit) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .theme(Styler.ChartTheme.GGPlot2)
            .build();
    chart.getStyler().setSeriesColors(COLORS);
    chart.getStyler().setXAxisLabelRotation(LABEL_ANGLE);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    return chart;
  }

  private String write(CategoryChart chart, String name) {
    String file = folder.resolve(name).toString();
    try {
      BitmapEncoder.saveBitmap(chart, file + ".png", BitmapEncoder.BitmapFormat.PNG);
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, file + ".svg", VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException("chart[" + file + "]: cannot be written", e);
    }
  }
}
