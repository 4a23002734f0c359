package dev.fovea.models.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** A page of docs/, and what must be true of it. */
public final class DocsPage {
  private static final Path DOCS = Folders.root().resolve("docs");
  private static final Pattern JAVA =
      Pattern.compile("<!-- file: (\\S+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)\\)");

  private final String text;

  private DocsPage(String text) {
    this.text = text;
  }

  /** Reads a page. */
  public static DocsPage read(String name) throws IOException {
    return new DocsPage(Files.readString(DOCS.resolve(name)));
  }

  /** Returns what is written there. */
  public String text() {
    return text;
  }

  /** Asserts that every piece of Java stands in the file that is named before it. */
  public void requireCompiledJava(int pieces) throws IOException {
    Matcher piece = JAVA.matcher(text);
    int found = 0;
    for (; piece.find(); found++) {
      Path file = Folders.root().resolve(piece.group(1));
      assertThat(stripped(Files.readString(file))).contains(stripped(piece.group(2)));
    }
    assertThat(found).isEqualTo(pieces);
    assertThat(text.split("```java")).hasSize(pieces + 1);
  }

  private static String stripped(String lines) {
    return String.join("\n", lines.lines().map(String::strip).toList());
  }

  /** Asserts that every link within the repository leads to a file. */
  public void requireLinks() {
    List<String> targets = LINK.matcher(text).results().map(found -> found.group(1)).toList();
    assertThat(targets)
        .isNotEmpty()
        .allSatisfy(target -> assertThat(DOCS.resolve(target)).exists());
  }

  /**
   * Asserts that a picture of docs/images is the one given; with {@code -Dfovea.updateDocs=true} it
   * is drawn anew.
   *
   * @param share of the samples that may be more than one step off
   */
  public static void requireDrawn(String name, Bitmap wanted, double share) throws IOException {
    Path file = DOCS.resolve("images").resolve(name);
    if (Boolean.getBoolean("fovea.updateDocs")) {
      ImageIO.write(wanted.toImage(), "png", file.toFile());
    }
    byte[] drawn = Bitmaps.read(file).toRgb().toBytes();
    byte[] expected = wanted.toRgb().toBytes();
    assertThat(drawn).hasSameSizeAs(expected);
    int off = 0;
    for (int i = 0; i < expected.length; i++) {
      off += Math.abs((drawn[i] & 0xff) - (expected[i] & 0xff)) > 1 ? 1 : 0;
    }
    assertThat((double) off / expected.length)
        .as("samples of %s that are off; -Dfovea.updateDocs=true draws it anew", name)
        .isLessThanOrEqualTo(share);
  }
}
