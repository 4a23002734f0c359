package dev.fovea.cli;

import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The names of the zoo's networks, for completion and for those who err; in order. */
final class ZooNames implements Iterable<String> {
  private static final int MAX_SIMILAR = 3;

  @Override
  public Iterator<String> iterator() {
    return all().iterator();
  }

  static List<String> all() {
    return Zoo.all().stream().map(Architecture::name).toList();
  }

  /** Returns the few names that may have been meant, the nearest first. */
  static List<String> similar(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    List<String> near = new ArrayList<>();
    for (String name : all()) {
      boolean begun = wanted.length() > 1 && (name.startsWith(wanted) || wanted.startsWith(name));
      if (begun || distance(wanted, name) <= Math.max(1, name.length() / 4)) {
        near.add(name);
      }
    }
    near.sort(Comparator.comparingInt(name -> distance(wanted, name)));
    return near.subList(0, Math.min(MAX_SIMILAR, near.size()));
  }

  /** How many letters must be added, dropped or changed; Levenshtein (1965). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j - 1], row[j]));
      }
    }
    return row[row.length - 1];
  }
}
