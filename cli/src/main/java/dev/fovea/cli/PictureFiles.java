package dev.fovea.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The pictures that a command line names: files as they are, folders by what lies in them. */
final class PictureFiles {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");

  private PictureFiles() {}

  /** Returns the files in the order given, those of a folder by name. */
  static List<Path> of(List<Path> named) {
    List<Path> files = new ArrayList<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        files.addAll(inFolder(path));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> pictures =
          entries.filter(file -> isPicture(file) && Files.isRegularFile(file)).sorted().toList();
      if (pictures.isEmpty()) {
        throw new IllegalArgumentException(
            "pictures["
                + folder
                + "]: the folder holds none; expected files that end in .png, .jpg, .jpeg, .gif or"
                + " .bmp");
      }
      return pictures;
    } catch (IOException e) {
      throw new UncheckedIOException("pictures[" + folder + "]: cannot be listed", e);
    }
  }

  private static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
