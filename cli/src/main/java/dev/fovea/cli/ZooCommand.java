package dev.fovea.cli;

import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Cost;
import dev.fovea.models.zoo.Zoo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the networks that can be built by name. */
@Command(
    name = "zoo",
    description = {
      "List the published networks that can be built by name, with what they cost for one picture.",
      "They come without training: their weights are random, the same on every machine. Wherever a"
          + " command takes a model, it takes such a name."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  fovea zoo",
      "  fovea zoo segmentation",
      "  fovea summary resnet50 --size 320 --classes 10",
      "  fovea explain resnet18 --width 0.5"
    })
final class ZooCommand implements Callable<Integer> {
  private static final int LINE = 120;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "WORD",
      arity = "0..*",
      description = "Only networks in whose row or paper each of these is found.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  ZooCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Architecture> networks = Zoo.all().stream().filter(this::isWanted).toList();
    if (networks.isEmpty()) {
      throw new IllegalArgumentException(
          "zoo: no network has "
              + words
              + "; expected parts of a name, title, task, year or paper; 'fovea zoo' lists all");
    }
    List<Cost> costs = costs(networks);
    if (json) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int i = 0; i < costs.size(); i++) {
        rows.add(row(networks.get(i), costs.get(i)));
      }
      Json.print(terminal.out(), Map.of("networks", rows));
    } else {
      print(networks, costs);
    }
    return 0;
  }

  private boolean isWanted(Architecture network) {
    String text =
        String.join(
                "\n",
                network.name(),
                network.title(),
                network.task().name(),
                Integer.toString(network.year()),
                network.paper())
            .toLowerCase(Locale.ROOT);
    return words.stream().allMatch(word -> text.contains(word.toLowerCase(Locale.ROOT)));
  }

  private List<Cost> costs(List<Architecture> networks) {
    List<Cost> costs = new ArrayList<>();
    try (DelayedProgress progress =
        new DelayedProgress(terminal.interactive(), "zoo", networks.size())) {
      for (Architecture network : networks) {
        costs.add(network.cost(network.options()));
        progress.done(costs.size());
      }
    }
    return costs;
  }

  /** Networks of one paper stand under its title. */
  private void print(List<Architecture> networks, List<Cost> costs) {
    Columns columns =
        new Columns("name", "title", "task", ">parameters", ">multiply-adds", "input", "year");
    for (int i = 0; i < costs.size(); i++) {
      Architecture network = networks.get(i);
      columns.row(
          network.name(),
          network.title(),
          network.task().name().toLowerCase(Locale.ROOT),
          String.format(Locale.ROOT, "%,d", costs.get(i).parameters()),
          String.format(Locale.ROOT, "%,d", costs.get(i).multiplyAdds()),
          network.channels() + "x" + network.input(),
          Integer.toString(network.year()));
    }
    List<String> lines = columns.lines();
    terminal.out().println(lines.get(0));
    String paper = "";
    for (int i = 0; i < costs.size(); i++) {
      String next = networks.get(i).paper();
      if (!next.equals(paper)) {
        terminal.out().println();
        for (String line : wrapped(next)) {
          terminal.out().println(terminal.styled("@|faint " + line + "|@"));
        }
        paper = next;
      }
      terminal.out().println(lines.get(i + 1));
    }
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > LINE) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static Map<String, Object> row(Architecture network, Cost cost) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", network.name());
    row.put("title", network.title());
    row.put("task", network.task().name().toLowerCase(Locale.ROOT));
    row.put("parameters", cost.parameters());
    row.put("multiplyAdds", cost.multiplyAdds());
    row.put("input", List.of(network.channels(), network.input().h(), network.input().w()));
    row.put("classes", network.classes());
    row.put("year", network.year());
    row.put("paper", network.paper());
    row.put("parametersSource", network.published().source());
    return row;
  }
}
