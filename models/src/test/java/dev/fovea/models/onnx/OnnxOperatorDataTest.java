package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.fovea.models.support.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The official ONNX operator test data: every folder whose model holds supported operators only
 * passes, or is listed with the reason why it does not apply; a listed one that passes is an error.
 */
class OnnxOperatorDataTest {
  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data");
  private static final String ABSENT =
      "no ONNX operator test data at " + DATA + ": install Debian's package libonnx-testdata";
  private static final List<String> FAMILIES =
      List.of("node", "pytorch-converted", "pytorch-operator", "simple");
  private static final Set<String> OPERATORS =
      Set.of(
          "Add",
          "AveragePool",
          "BatchNormalization",
          "Clip",
          "Concat",
          "Constant",
          "Conv",
          "ConvTranspose",
          "Dropout",
          "Elu",
          "Flatten",
          "Gemm",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LeakyRelu",
          "MatMul",
          "MaxPool",
          "Pad",
          "PRelu",
          "Relu",
          "Reshape",
          "Sigmoid",
          "Slice",
          "Softmax",
          "Tanh");
  private static final String EXPANDED = "_expanded";

  @TestFactory
  Stream<DynamicTest> everyFolder() {
    if (!Files.isDirectory(DATA)) {
      System.out.println(ABSENT);
      return Stream.of(DynamicTest.dynamicTest("test data", () -> assumeTrue(false, ABSENT)));
    }
    List<String> selected = selected();
    Map<String, String> listed = notApplicable();
    assertThat(selected).as("folders").containsAll(listed.keySet());
    System.out.printf(
        "ONNX operator test data: %d folders, %d pass, %d do not apply%n",
        selected.size(), selected.size() - listed.size(), listed.size());
    return selected.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder, () -> check(DATA.resolve(folder), listed.get(folder))));
  }

  private static void check(Path folder, String reason) {
    if (reason == null) {
      Folders.check(folder);
    } else {
      assertThatThrownBy(() -> Folders.check(folder))
          .as("%s is listed (%s) but passes: take it off the list", folder, reason)
          .isInstanceOf(OnnxImportException.class);
    }
  }

  @Test
  void pageTellsTheNumbers() throws IOException {
    Path page = Folders.root().resolve("docs/onnx-operator-tests.md");
    String text = page(selected(), notApplicable());
    if (Boolean.getBoolean("fovea.updateDocs")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, text);
    }
    assertThat(page)
        .as("run this test with -Dfovea.updateDocs=true to write it anew")
        .hasContent(text);
  }

  private static String page(List<String> selected, Map<String, String> listed) {
    StringBuilder text = new StringBuilder("# ONNX operator tests\n\n");
    text.append(
        "The ONNX project records what each operator must compute. `OnnxOperatorDataTest` runs"
            + " these records, from\nDebian's package `libonnx-testdata`, on the reference"
            + " backend. It takes every folder whose model holds only\noperators that Fovea"
            + " imports, and the expanded form (the operator written as a function) of these.\n"
            + "This page is checked by the same test.\n\n");
    text.append("| data | folders | pass | do not apply |\n|---|---|---|---|\n");
    for (String family : FAMILIES) {
      row(text, family, selected, listed);
    }
    row(text, "", selected, listed);
    text.append("\n| does not apply | reason |\n|---|---|\n");
    listed.forEach((folder, reason) -> text.append("| " + folder + " | " + reason + " |\n"));
    return text.toString();
  }

  private static void row(
      StringBuilder text, String family, List<String> selected, Map<String, String> listed) {
    String prefix = family.isEmpty() ? "" : family + "/";
    long all = selected.stream().filter(folder -> folder.startsWith(prefix)).count();
    long not = listed.keySet().stream().filter(folder -> folder.startsWith(prefix)).count();
    text.append(
        String.format(
            "| %s | %d | %d | %d |%n", family.isEmpty() ? "all" : family, all, all - not, not));
  }

  private static List<String> selected() {
    assumeTrue(Files.isDirectory(DATA), ABSENT);
    List<String> selected = new ArrayList<>();
    for (String family : FAMILIES) {
      for (Path folder : Folders.in(DATA.resolve(family))) {
        String name = folder.getFileName().toString();
        Path base =
            name.endsWith(EXPANDED)
                ? folder.resolveSibling(name.substring(0, name.length() - EXPANDED.length()))
                : folder;
        if (isSupported(folder) || (Files.isDirectory(base) && isSupported(base))) {
          selected.add(family + "/" + name);
        }
      }
    }
    return selected;
  }

  private static boolean isSupported(Path folder) {
    try (InputStream stream = Files.newInputStream(folder.resolve("model.onnx"))) {
      return ModelProto.parseFrom(stream).getGraph().getNodeList().stream()
          .map(NodeProto::getOpType)
          .allMatch(OPERATORS::contains);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, String> notApplicable() {
    try (InputStream stream =
        OnnxOperatorDataTest.class.getResourceAsStream("not-applicable.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\|", 2))
          .collect(
              Collectors.toMap(
                  parts -> parts[0].strip(),
                  parts -> parts[1].strip(),
                  (a, b) -> {
                    throw new IllegalStateException("listed twice: " + a);
                  },
                  TreeMap::new));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
