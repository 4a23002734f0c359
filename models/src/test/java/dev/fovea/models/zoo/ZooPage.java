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

/** The page {@code docs/zoo.md}: counts from the zoo itself, errors as last measured. */
final class ZooPage {
  static final Path FILE = Folders.root().resolve("docs/zoo.md");

  private static final String MEASURED = "## Agreement with ONNX Runtime";
  private static final String NOT_RUN = "too slow";

  private final Map<String, String> errors;

  private ZooPage(Map<String, String> errors) {
    this.errors = errors;
  }

  /** Creates the page of what was measured now; networks that were left out keep their errors. */
  static ZooPage of(Map<String, ZooAgreement> measured) throws IOException {
    Map<String, String> errors =
        Files.exists(FILE) ? new LinkedHashMap<>(asItStands().errors) : new LinkedHashMap<>();
    measured.forEach((name, agreement) -> errors.put(name, cells(agreement)));
    return new ZooPage(errors);
  }

  /** Creates the page anew, with the errors that it tells now. */
  static ZooPage asItStands() throws IOException {
    String text = Files.readString(FILE);
    Map<String, String> errors = new LinkedHashMap<>();
    for (String row : text.substring(text.indexOf(MEASURED)).lines().toList()) {
      if (row.startsWith("| `")) {
        int end = row.indexOf('`', 3);
        errors.put(row.substring(3, end), row.substring(end + 1));
      }
    }
    return new ZooPage(errors);
  }

  /** Returns the networks whose errors the page tells. */
  List<String> measured() {
    return List.copyOf(errors.keySet());
  }

  private static String cells(ZooAgreement agreement) {
    Difference blas = agreement.worst().get("blas");
    Difference reference = agreement.worst().get("reference");
    return String.format(
        Locale.ROOT,
        " | %.2f | %s | %.1e | %.1e |",
        agreement.scores(),
        reference == null ? NOT_RUN : String.format(Locale.ROOT, "%.1e", reference.error()),
        blas.error(),
        blas.bound());
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
            + " -Dfovea.updateDocs=true` rewrites it.\n\n");
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
            + "| name | largest score | reference | blas | allowed |\n|---|---|---|---|---|\n");
    for (Architecture net : Zoo.all()) {
      String cells = errors.get(net.name());
      if (cells != null) {
        text.append("| `").append(net.name()).append('`').append(cells).append('\n');
      }
    }
  }
}
