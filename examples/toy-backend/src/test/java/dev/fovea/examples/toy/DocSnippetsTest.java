package dev.fovea.examples.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides quote and name is what this repository holds. */
class DocSnippetsTest {
  private static final Path ROOT = Path.of(System.getProperty("fovea.basedir"));
  private static final Path GUIDE = ROOT.resolve("docs/adding-a-backend.md");
  private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->");

  /** A path of this repository, as code or as the target of a link. */
  private static final Pattern NAMED =
      Pattern.compile(
          "`((?:api|backend-|conformance|models|docs|examples)[\\w./-]*\\.\\w+)`|]\\(\\.\\./([^)]+)\\)");

  private record Block(int line, String language, String file, List<String> lines) {}

  @TestFactory
  Stream<DynamicTest> everyBlockIsAnExcerptOfItsFile() throws IOException {
    return blocks(Files.readAllLines(GUIDE)).stream()
        .filter(block -> !block.file.isEmpty())
        .map(block -> DynamicTest.dynamicTest(block.file + " at " + block.line, () -> find(block)));
  }

  private static void find(Block block) throws IOException {
    assertThat(block.file).as("file of line %d", block.line).startsWith("examples/toy-backend/");
    List<String> source = trimmed(Files.readAllLines(ROOT.resolve(block.file)));
    assertThat(Collections.indexOfSubList(source, trimmed(block.lines)))
        .as("line of %s where the block of line %d starts", block.file, block.line)
        .isNotNegative();
  }

  @Test
  void everyBlockOfCodeNamesItsFile() throws IOException {
    List<Block> code =
        blocks(Files.readAllLines(GUIDE)).stream()
            .filter(block -> block.language.equals("java") || block.language.equals("xml"))
            .toList();
    assertThat(code).hasSizeGreaterThan(5).allSatisfy(b -> assertThat(b.file).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/adding-a-backend.md", "docs/adding-an-operator.md"})
  void everyFileThatAGuideNamesExists(String guide) throws IOException {
    List<String> named =
        NAMED
            .matcher(Files.readString(ROOT.resolve(guide)))
            .results()
            .map(found -> found.group(found.group(1) != null ? 1 : 2))
            .toList();
    assertThat(named)
        .hasSizeGreaterThan(5)
        .allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
  }

  private static List<Block> blocks(List<String> text) {
    List<Block> blocks = new ArrayList<>();
    String file = "";
    for (int i = 0; i < text.size(); i++) {
      Matcher marker = FILE.matcher(text.get(i));
      if (marker.matches()) {
        file = marker.group(1);
      } else if (text.get(i).startsWith("```")) {
        int end = i + 1 + text.subList(i + 1, text.size()).indexOf("```");
        blocks.add(new Block(i + 1, text.get(i).substring(3), file, text.subList(i + 1, end)));
        file = "";
        i = end;
      }
    }
    return blocks;
  }

  private static List<String> trimmed(List<String> lines) {
    return lines.stream().map(String::strip).toList();
  }
}
