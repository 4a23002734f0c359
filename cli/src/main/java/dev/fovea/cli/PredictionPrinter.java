package dev.fovea.cli;

import dev.fovea.cli.Prediction.Ranked;
import java.util.List;
import java.util.Locale;

/** Shows predictions for people: a line per class, with a bar. */
final class PredictionPrinter {
  private static final int BAR = 24;
  private static final int MIN_LABEL = 8;
  private static final int MAX_LABEL = 32;

  private final Terminal terminal;
  private final int imageWidth;
  private final int labelWidth;

  PredictionPrinter(Terminal terminal, List<String> images, List<String> labels) {
    this.terminal = terminal;
    this.imageWidth = longest(images);
    this.labelWidth = Math.max(MIN_LABEL, Math.min(MAX_LABEL, longest(labels)));
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(1);
  }

  void print(Prediction prediction) {
    for (int i = 0; i < prediction.top().size(); i++) {
      Ranked ranked = prediction.top().get(i);
      String line =
          String.format(
              Locale.ROOT,
              "%-" + imageWidth + "s  %-" + labelWidth + "s %s %5.1f %%",
              i == 0 ? prediction.image() : "",
              shortened(ranked.label()),
              Bar.of(ranked.probability(), BAR, terminal.unicode()),
              100 * ranked.probability());
      terminal.out().println(i == 0 ? line + verdict(prediction) + time(prediction) : line);
    }
  }

  private String shortened(String label) {
    return label.length() <= labelWidth ? label : label.substring(0, labelWidth - 3) + "...";
  }

  private String verdict(Prediction prediction) {
    if (prediction.expected() == null) {
      return "";
    }
    return terminal.styled(prediction.isRight() ? "  @|green right|@" : "  @|red wrong|@");
  }

  private static String time(Prediction prediction) {
    return String.format(Locale.ROOT, " %7.1f ms", prediction.milliseconds());
  }

  void summary(List<Prediction> predictions, double seconds) {
    long known = predictions.stream().filter(p -> p.expected() != null).count();
    long right = predictions.stream().filter(Prediction::isRight).count();
    double[] times = predictions.stream().mapToDouble(Prediction::milliseconds).sorted().toArray();
    if (times.length > 0) {
      terminal.out().println();
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "%smedian %.1f ms per image, %.1f images a second with decoding%n",
              known > 0 ? right + " of " + known + " right, " : "",
              times[times.length / 2],
              times.length / seconds);
    }
  }
}
