package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.zoo.Fashion;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README prints is what the build compiles and runs. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("fovea.basedir"));
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- file: (\\S+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void java_examples_are_compiled_code() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(ROOT.resolve("README.md")));
    int examples = 0;
    while (example.find()) {
      String source = stripped(Files.readString(ROOT.resolve(example.group(1))));
      assertThat(source).contains(stripped(example.group(2)));
      examples++;
    }
    assertThat(examples).isEqualTo(2);
  }

  /** Without the layout: a line of code may be longer in the README. */
  private static String stripped(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  @Test
  void java_example_names_the_boot_and_leaves_no_memory() throws Exception {
    Path picture = folder.resolve("boot.png");
    Files.copy(Fashion.model().samples().get(18).open(), picture);
    long before = Tensor.liveBytes();
    assertThat(ReadmeExample.classify(picture).get(0).label()).isEqualTo("Ankle boot");
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void java_example_of_the_zoo_scores_ten_classes_and_leaves_no_memory() throws Exception {
    Path picture = folder.resolve("boot.png");
    Files.copy(Fashion.model().samples().get(18).open(), picture);
    long before = Tensor.liveBytes();
    assertThat(ZooExample.scores(picture)).hasSize(10).doesNotContain(Float.NaN);
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void links_lead_to_files() throws Exception {
    Matcher link =
        Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    List<String> broken =
        link.results()
            .map(found -> found.group(1))
            .filter(target -> !Files.exists(ROOT.resolve(target)))
            .toList();
    assertThat(broken).isEmpty();
  }
}
