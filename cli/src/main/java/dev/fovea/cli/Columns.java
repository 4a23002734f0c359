package dev.fovea.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of text, its columns as wide as they need to be; a title that begins with > is flush
 * right.
 */
final class Columns {
  private final List<Boolean> flushRight = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  Columns(String... titles) {
    List<String> first = new ArrayList<>();
    for (String title : titles) {
      flushRight.add(title.startsWith(">"));
      first.add(title.startsWith(">") ? title.substring(1) : title);
    }
    rows.add(first);
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  void print(PrintWriter out) {
    lines().forEach(out::println);
  }

  /** Returns the titles, then the rows. */
  List<String> lines() {
    int[] widths = new int[flushRight.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(flushRight.get(i) ? space + row.get(i) : row.get(i) + space);
    }
    return line.toString().stripTrailing();
  }
}
