package dev.fovea.models.zoo;

import dev.fovea.models.check.Difference;
import dev.fovea.models.support.Folders;
import dev.fovea.models.zoo.Architecture.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page {@code docs/zoo.md}: counts from the zoo itself, errors as last measured. */
final class ZooPage {
  static final Path FILE = Folders.root().resolve("docs/zoo.md");

  private static final String MEASURED = "## Agreement with ONNX Runtime";
  private static final List<String> BACKENDS = List.of("reference", "blas", "native");
  private static final String NOT_RUN = "too slow";

  private final Map<String, Row> rows;

  /**
   * What the page tells of a network, as it is written there.
   *
   * @param score its largest score
   * @param errors by backend
   * @param bound how large an error may be
   */
  private record Row(String score, Map<String, String> errors, String bound) {
    /** Reads the cells behind the name. */
    static Row parse(String cells) {
      String[] each = cells.substring(cells.indexOf('|') + 1).split("\\|");
      Map<String, String> errors = new LinkedHashMap<>();
      for (int i = 0; i < BACKENDS.size(); i++) {
        errors.put(BACKENDS.get(i), each[i + 1].trim());
      }
      return new Row(each[0].trim(), errors, each[BACKENDS.size() + 1].trim());
    }

    /** Makes a row of what was measured now; backends that were left out keep their errors. */
    static Row of(ZooAgreement agreement, @Nullable Row before) {
      Map<String, String> errors = new LinkedHashMap<>();
      String bound = "";
      for (String backend : BACKENDS) {
        Difference worst = agreement.worst().get(backend);
        if (worst == null) {
          errors.put(backend, before == null ? NOT_RUN : before.errors.get(backend));
        } else {
          errors.put(backend, String.format(Locale.ROOT, "%.1e", worst.error()));
          bound = String.format(Locale.ROOT, "%.1e", worst.bound());
        }
      }
      return new Row(String.format(Locale.ROOT, "%.2f", agreement.scores()), errors, bound);
    }

    @Override
    public String toString() {
      return score + " | " + String.join(" | ", errors.values()) + " | " + bound;
    }
  }

  private ZooPage(Map<String, Row> rows) {
    this.rows = rows;
  }

  /** Creates the page of what was measured now; networks that were left out keep their errors. */
  static ZooPage of(Map<String, ZooAgreement> measured) throws IOException {
    Map<String, Row> rows =
        Files.exists(FILE) ? new LinkedHashMap<>(asItStands().rows) : new LinkedHashMap<>();
    measured.forEach((name, agreement) -> rows.put(name, Row.of(agreement, rows.get(name))));
    return new ZooPage(rows);
  }

  /** Creates the page anew, with the errors that it tells now. */
  static ZooPage asItStands() throws IOException {
    String text = Files.readString(FILE);
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String row : text.substring(text.indexOf(MEASURED)).lines().toList()) {
      if (row.startsWith("| `")) {
        int end = row.indexOf('`', 3);
        rows.put(row.substring(3, end), Row.parse(row.substring(end + 1)));
      }
    }
    return new ZooPage(rows);
  }

  /** Returns the networks whose errors the page tells. */
  List<String> measured() {
    return List.copyOf(rows.keySet());
  }

  String text() {
    StringBuilder text = new StringBuilder("# The zoo\n\n");
    text.append(
        "Published networks, untrained, by name: `fovea summary resnet50`, or from Java\n"
            + "`Zoo.get(\"resnet50\").build()`. Weights are seeded, the same on every machine."
            + " Input size, classes, width and\ninitialisation are parameters (`ZooOptions`);"
            + " what stands here is as published.\n\n"
            + "This page is written and checked by tests: `ZooTest` (our count is the published"
            + " one), `ZooPageTest` and\n`ZooAgreementTest`. `mvn -Pfull -pl models -am test"
            + " -Dtest=ZooAgreementTest\n-Dsurefire.failIfNoSpecifiedTests=false"
            + " -Dfovea.updateDocs=true` rewrites it;\n"
            + "`-Dfovea.zoo.backends=native` measures one column of the last table.\n\n");
    counts(text);
    papers(text);
    agreement(text);
    return text.toString();
  }

  private static void counts(StringBuilder text) {
    text.append(
        "## Counts\n\nMultiply-adds are those for one picture; one is a product and a sum.\n");
    for (Task task : Task.values()) {
      List<Architecture> some = Zoo.all().stream().filter(net -> net.task() == task).toList();
      if (!some.isEmpty()) {
        String title = task.name().charAt(0) + task.name().substring(1).toLowerCase(Locale.ROOT);
        text.append("\n### ").append(title).append("\n\n");
        text.append(
            "| name | network | input | classes | parameters | multiply-adds | source of the count |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        some.forEach(architecture -> text.append(row(architecture)));
      }
    }
  }

  private static String row(Architecture net) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %d x %d x %d | %d | %,d | %,d | %s |%n",
        net.name(),
        net.title(),
        net.channels(),
        net.input().h(),
        net.input().w(),
        net.classes(),
        net.published().parameters(),
        net.cost(net.options()).multiplyAdds(),
        net.published().source());
  }

  private static void papers(StringBuilder text) {
    text.append("\n## Papers\n\n| paper | year | networks |\n|---|---|---|\n");
    Map<String, List<Architecture>> papers =
        Zoo.all().stream()
            .collect(
                Collectors.groupingBy(
                    Architecture::paper, LinkedHashMap::new, Collectors.toList()));
    papers.forEach(
        (paper, networks) ->
            text.append(
                String.format(
                    "| %s | %d | %s |%n",
                    paper,
                    networks.get(0).year(),
                    networks.stream()
                        .map(net -> "`" + net.name() + "`")
                        .collect(Collectors.joining(", ")))));
  }

  private void agreement(StringBuilder text) {
    text.append("\n").append(MEASURED).append("\n\n");
    text.append(
        "Each network, as published, is written by `OnnxExport`, run by ONNX Runtime on a photo,"
            + " and compared with our\nbackends: the largest difference of a score (or of a delta),"
            + " and how large it may be, 1e-5 + 1e-4 of the largest\nscore. Where the reference"
            + " would take minutes ("
            + NOT_RUN
            + ") it is compared at a smaller size, as all networks are in every build.\n\n"
            + "| name | largest score | "
            + String.join(" | ", BACKENDS)
            + " | allowed |\n|---|---"
            + "|---".repeat(BACKENDS.size())
            + "|---|\n");
    for (Architecture net : Zoo.all()) {
      Row row = rows.get(net.name());
      if (row != null) {
        text.append("| `").append(net.name()).append("` | ").append(row).append(" |\n");
      }
    }
  }
}
