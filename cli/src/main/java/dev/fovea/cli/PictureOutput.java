package dev.fovea.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Where drawn pictures go: a folder, each under the name of the picture it shows. */
final class PictureOutput {
  private final Path folder;
  private final String suffix;

  PictureOutput(Path folder, String suffix) {
    this.folder = folder;
    this.suffix = suffix;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "output[" + folder + "]: cannot be made; expected a folder that can be written", e);
    }
  }

  /** Writes a PNG file that belongs to a picture; returns its path. */
  Path write(Path picture, BufferedImage image) {
    String name = String.valueOf(picture.getFileName());
    int dot = name.lastIndexOf('.');
    Path file = folder.resolve((dot > 0 ? name.substring(0, dot) : name) + suffix + ".png");
    try {
      if (!ImageIO.write(image, "png", file.toFile())) {
        throw new IOException("no PNG writer");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "output[" + file + "]: cannot be written; expected a folder that can be written", e);
    }
  }
}
