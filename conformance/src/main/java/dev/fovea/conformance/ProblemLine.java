package dev.fovea.conformance;

import dev.fovea.op.Activation;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A problem as one line: a name, then words such as {@code ic3} (a number), {@code ceil} (a flag)
 * or {@code act=clip,0,6} (text). {@code k}, {@code s} and {@code d} are kernel, stride and
 * dilation of both axes, {@code kh} and {@code kw} of one; {@code p} is padding on all sides,
 * {@code pt pl pb pr} on one.
 *
 * @param text the line
 * @param words all but the first, by key
 */
record ProblemLine(String text, Map<String, String> words) {
  private static final Pattern WORD = Pattern.compile("([a-z_]+)(?:(\\d+)|=(\\S+))?");
  private static final Set<String> WINDOW =
      Set.of(
          "k",
          "kh",
          "kw",
          "s",
          "sh",
          "sw",
          "d",
          "dh",
          "dw",
          "p",
          "pt",
          "pl",
          "pb",
          "pr",
          "same_upper",
          "same_lower");

  ProblemLine {
    words = Map.copyOf(words);
  }

  /** Reads a line; throws IllegalArgumentException on a malformed or repeated word. */
  static ProblemLine parse(String line) {
    String[] parts = line.trim().split("\\s+", -1);
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      Matcher word = WORD.matcher(parts[i]);
      if (!word.matches()) {
        throw problem(parts[i], line, "expected letters, then a number, or key=text");
      }
      String value = word.group(2) != null ? word.group(2) : word.group(3);
      if (words.put(word.group(1), value == null ? "" : value) != null) {
        throw problem(parts[i], line, "expected every key once");
      }
    }
    return new ProblemLine(String.join(" ", parts), words);
  }

  /** Refuses words that the operator does not know: a typo would silently test something else. */
  ProblemLine requireOnly(boolean window, Set<String> known) {
    for (String key : new TreeSet<>(words.keySet())) {
      if (!known.contains(key) && !(window && WINDOW.contains(key))) {
        throw problem(key, text, "expected one of " + new TreeSet<>(known));
      }
    }
    return this;
  }

  private static IllegalArgumentException problem(String word, String line, String expected) {
    return new IllegalArgumentException(
        "ProblemLine: word is '" + word + "'; " + expected + "; line " + line);
  }

  boolean has(String key) {
    return words.containsKey(key);
  }

  int get(String key) {
    String value = words.get(key);
    if (value == null || value.isEmpty()) {
      throw problem(key, text, "expected a number for it");
    }
    return Integer.parseInt(value);
  }

  int get(String key, int otherwise) {
    return has(key) ? get(key) : otherwise;
  }

  String text(String key, String otherwise) {
    return words.getOrDefault(key, otherwise);
  }

  Size2d size(String h, String w) {
    return new Size2d(get(h), get(w));
  }

  Window2d window() {
    return new Window2d(pair("k"), pair("s"), pair("d"), padding());
  }

  private Size2d pair(String key) {
    int both = get(key, 1);
    return new Size2d(get(key + "h", both), get(key + "w", both));
  }

  private Padding padding() {
    if (has("same_upper")) {
      return Padding.Same.UPPER;
    }
    if (has("same_lower")) {
      return Padding.Same.LOWER;
    }
    int all = get("p", 0);
    return Padding.of(get("pt", all), get("pl", all), get("pb", all), get("pr", all));
  }

  /** Returns what {@code act=} and {@code residual} say. */
  Epilogue epilogue() {
    return new Epilogue(activation(), has("residual"));
  }

  Activation activation() {
    String[] parts = text("act", "identity").split(",", -1);
    Activation.Function function = Activation.Function.valueOf(parts[0].toUpperCase(Locale.ROOT));
    return new Activation(function, coefficient(parts, 1), coefficient(parts, 2));
  }

  private static float coefficient(String[] parts, int index) {
    return index < parts.length ? Float.parseFloat(parts[index]) : 0;
  }
}
