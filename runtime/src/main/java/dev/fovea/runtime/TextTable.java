package dev.fovea.runtime;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, padded; a title that begins with {@code >} is flush right. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String> titles = new ArrayList<>();
  private final List<Boolean> flushRight = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  static TextTable of(String... titles) {
    TextTable table = new TextTable();
    for (String title : titles) {
      boolean right = title.startsWith(">");
      table.flushRight.add(right);
      table.titles.add(right ? title.substring(1) : title);
    }
    return table;
  }

  void row(String... cells) {
    rows.add(cells);
  }

  @Override
  public String toString() {
    List<String[]> all = new ArrayList<>();
    all.add(titles.toArray(String[]::new));
    all.addAll(rows);
    List<String> lines = new ArrayList<>();
    for (String[] cells : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < cells.length; column++) {
        String space = " ".repeat(width(all, column) - cells[column].length());
        line.append(column == 0 ? "" : GAP);
        line.append(flushRight.get(column) ? space + cells[column] : cells[column] + space);
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static int width(List<String[]> rows, int column) {
    return rows.stream().mapToInt(cells -> cells[column].length()).max().orElse(0);
  }
}
