package dev.fovea.bench.peers;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown with its columns aligned; a title that begins with > is flush right. */
public final class MarkdownTable {
  private final List<Boolean> flushRight = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Begins a table. */
  public MarkdownTable(String... titles) {
    List<String> first = new ArrayList<>();
    for (String title : titles) {
      flushRight.add(title.startsWith(">"));
      first.add(title.startsWith(">") ? title.substring(1) : title);
    }
    rows.add(first);
  }

  /** Adds a row. */
  public void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(cell.replace("|", "\\|"));
    }
    rows.add(row);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      for (int column = 0; column < flushRight.size(); column++) {
        String cell = rows.get(i).get(column);
        String space = " ".repeat(width(column) - cell.length());
        text.append(column == 0 ? "| " : " | ");
        text.append(flushRight.get(column) ? space + cell : cell + space);
      }
      text.append(" |\n");
      if (i == 0) {
        for (int column = 0; column < flushRight.size(); column++) {
          String dashes = "-".repeat(width(column));
          text.append(flushRight.get(column) ? "|-" + dashes + ":" : "|-" + dashes + "-");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
