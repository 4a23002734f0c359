package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.fovea.models.check.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The page {@code docs/onnx-coverage.md}, made of what running the tests showed. */
final class CoveragePage {
  private static final int REASONS = 3;

  private final Path data;
  private final List<String> families;
  private final Map<String, Map<String, Outcome>> outcomes;

  /** What is known of an operator. */
  private record Row(Set<Long> opsets, List<String> tests) {
    Row() {
      this(new TreeSet<>(), new ArrayList<>());
    }
  }

  /**
   * Creates the page.
   *
   * @param outcomes by folder below {@code data}, then by backend
   */
  CoveragePage(Path data, List<String> families, Map<String, Map<String, Outcome>> outcomes) {
    this.data = data;
    this.families = families;
    this.outcomes = outcomes;
  }

  String text() {
    StringBuilder text = new StringBuilder("# ONNX coverage\n\n");
    text.append(
        "The ONNX project records what each operator must compute. `OnnxOperatorDataTest` runs all"
            + " of these records, from\nDebian's package `libonnx-testdata`, on every backend. What"
            + " imports must agree (a difference fails the build);\nthe rest is listed here with"
            + " the importer's reason. This page is written and checked by that test:\n"
            + "`mvn -pl models -am test -Dtest=OnnxOperatorDataTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfovea.updateDocs=true`\nrewrites it.\n\n");
    text.append("| data | tests | passed | unsupported | failed |\n|---|---|---|---|---|\n");
    families.forEach(family -> familyRow(text, family, family + "/"));
    familyRow(text, "all", "");
    operators(text);
    folders(text);
    return text.toString();
  }

  private void familyRow(StringBuilder text, String name, String prefix) {
    List<String> tests = outcomes.keySet().stream().filter(f -> f.startsWith(prefix)).toList();
    long passed = tests.stream().filter(this::passed).count();
    long unsupported = tests.stream().filter(test -> !reason(test).isEmpty()).count();
    text.append(
        String.format(
            "| %s | %d | %d | %d | %d |%n",
            name, tests.size(), passed, unsupported, tests.size() - passed - unsupported));
  }

  private void operators(StringBuilder text) {
    text.append(
        "\n## By operator\n\nA test counts for each operator that its model holds;"
            + " *expanded* tests hold an operator's definition\nin place of the operator itself."
            + " Opsets are those of the tests.\n\n");
    text.append("| operator | opsets | tests | passed | the rest |\n|---|---|---|---|---|\n");
    rows()
        .forEach(
            (operator, row) ->
                text.append(
                    String.format(
                        "| %s | %s | %d | %d | %s |%n",
                        operator,
                        row.opsets().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ")),
                        row.tests().size(),
                        row.tests().stream().filter(this::passed).count(),
                        reasons(row.tests()))));
  }

  /** The most frequent reasons, with how many tests they keep away. */
  private String reasons(List<String> tests) {
    Map<String, Long> counts =
        tests.stream()
            .map(this::reason)
            .filter(reason -> !reason.isEmpty())
            .collect(Collectors.groupingBy(r -> r, LinkedHashMap::new, Collectors.counting()));
    List<String> shown =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(REASONS)
            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
            .toList();
    int more = counts.size() - shown.size();
    return String.join("<br>", shown) + (more > 0 ? "<br>and " + more + " other reasons" : "");
  }

  private void folders(StringBuilder text) {
    text.append("\n## What does not import\n\n| test | reason |\n|---|---|\n");
    for (String test : outcomes.keySet()) {
      if (!reason(test).isEmpty()) {
        text.append("| " + test + " | " + reason(test) + " |\n");
      }
    }
  }

  private boolean passed(String test) {
    return outcomes.get(test).values().stream().allMatch(Outcome.Passed.class::isInstance);
  }

  /** Returns why a test is unsupported, or an empty text. */
  private String reason(String test) {
    return outcomes.get(test).values().stream()
        .filter(Outcome.Unsupported.class::isInstance)
        .map(outcome -> ((Outcome.Unsupported) outcome).reason().replace("|", "\\|"))
        .findFirst()
        .orElse("");
  }

  private Map<String, Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    for (String test : outcomes.keySet()) {
      ModelProto model = model(data.resolve(test).resolve("model.onnx"));
      for (String operator : operators(model.getGraph())) {
        Row row = rows.computeIfAbsent(operator, none -> new Row());
        row.tests().add(test);
        model.getOpsetImportList().stream()
            .filter(opset -> opset.getDomain().isEmpty())
            .map(OperatorSetIdProto::getVersion)
            .forEach(row.opsets()::add);
      }
    }
    return rows;
  }

  private static Set<String> operators(GraphProto graph) {
    Set<String> operators = new TreeSet<>();
    for (NodeProto node : graph.getNodeList()) {
      String domain = node.getDomain();
      operators.add((domain.isEmpty() ? "" : domain + ".") + node.getOpType());
    }
    return operators;
  }

  private static ModelProto model(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return ModelProto.parseFrom(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
