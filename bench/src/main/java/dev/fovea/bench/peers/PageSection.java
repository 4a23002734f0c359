package dev.fovea.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a page that a program writes; the rest is written by people and stays. */
public final class PageSection {
  private PageSection() {}

  /**
   * Puts a text between two lines of a page, in place of what is there.
   *
   * @throws IllegalArgumentException if the page lacks the lines
   * @throws IOException if it cannot be read or written
   */
  public static void write(Path page, String begin, String end, String text) throws IOException {
    String old = Files.readString(page);
    int first = old.indexOf(begin);
    int last = old.indexOf(end);
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "page[" + page + "]: has no place for results; expected " + begin + " and " + end);
    }
    Files.writeString(
        page,
        old.substring(0, first + begin.length()) + "\n\n" + text + "\n" + old.substring(last));
  }
}
