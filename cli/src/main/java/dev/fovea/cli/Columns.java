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
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String space = " ".repeat(width(i) - row.get(i).length());
        line.append(i == 0 ? "" : "  ");
        line.append(flushRight.get(i) ? space + row.get(i) : row.get(i) + space);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
