package dev.fovea.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Puts results into a page: whatever stands between {@value #BEGIN} and {@value #END} is written
 * anew, the rest stays.
 */
final class PerformancePage {
  static final String BEGIN = "<!-- results: written by dev.fovea.bench.peers.Peers --page -->";
  static final String END = "<!-- end of results -->";

  private PerformancePage() {}

  /**
   * Writes the page and its charts.
   *
   * @param images the folder of the charts, below the page's
   * @throws IllegalArgumentException if the page has no place for results
   */
  static void write(Results results, Path page, Path images) {
    try {
      Files.createDirectories(images);
      List<String> charts = new Charts(results, images).draw();
      Path folder = Objects.requireNonNull(page.toAbsolutePath().getParent());
      String link = String.valueOf(folder.relativize(images.toAbsolutePath())).replace('\\', '/');
      PageSection.write(page, BEGIN, END, results(results, charts, link));
    } catch (IOException e) {
      throw new UncheckedIOException("page[" + page + "]: cannot be written", e);
    }
  }

  private static String results(Results results, List<String> charts, String link) {
    Tables tables = new Tables(results);
    Figures figures = new Figures(results);
    StringBuilder text = new StringBuilder(tables.machine()).append("\n### All networks\n\n");
    text.append(tables.summary());
    for (int threads : figures.threads()) {
      text.append("\nTime on ").append(threads).append(threads == 1 ? " thread" : " threads");
      text.append(", ONNX Runtime = 1:\n\n").append(tables.ratios(threads));
    }
    text.append('\n');
    for (String chart : charts) {
      text.append("![").append(chart).append("](").append(link).append('/').append(chart);
      text.append(".svg)\n");
    }
    text.append("\n### Versions\n\n").append(tables.versions());
    text.append("\n### Each network\n");
    for (Comparison comparison : results.comparisons()) {
      text.append("\n**").append(Tables.title(comparison)).append("**\n\n");
      text.append(tables.details(comparison));
    }
    return text.toString();
  }
}
