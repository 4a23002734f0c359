package dev.fovea.models.vision;

import org.jspecify.annotations.Nullable;

/** A picture cannot be read; the message names the file and the remedy. */
public final class ImageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ImageException(String file, String problem, @Nullable Throwable cause) {
    super("Bitmaps[" + file + "]: " + problem, cause);
  }
}
