package dev.fovea.models.onnx.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Files that are written whole or not at all: each to a temporary one in its folder first, then
 * moved into place, all of them or none. What stood there before stays until then.
 */
final class SafeFiles implements AutoCloseable {
  private final List<Pending> pending = new ArrayList<>();

  private record Pending(Path temporary, Path target, Path saved) {}

  /** Writes a file's bytes. */
  interface Content {
    void write(OutputStream stream) throws IOException;
  }

  /** Writes a file that {@link #commit} moves into place; files are moved in this order. */
  void write(Path target, Content content) throws IOException {
    String hidden = "." + target.getFileName() + "." + UUID.randomUUID();
    Path temporary = target.resolveSibling(hidden + ".tmp");
    pending.add(new Pending(temporary, target, target.resolveSibling(hidden + ".old")));
    try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream stream = Channels.newOutputStream(channel)) {
      content.write(stream);
      channel.force(true);
    }
  }

  /** Moves all files into place; what was there before comes back if one cannot be. */
  void commit() throws IOException {
    List<Pending> moved = new ArrayList<>();
    try {
      for (Pending file : pending) {
        if (pending.size() > 1 && Files.exists(file.target())) {
          move(file.target(), file.saved());
        }
        moved.add(file);
        move(file.temporary(), file.target());
      }
    } catch (IOException | RuntimeException e) {
      for (Pending file : moved) {
        restore(file, e);
      }
      throw e;
    }
  }

  private static void restore(Pending file, Exception reason) {
    try {
      boolean moved = !Files.exists(file.temporary());
      if (Files.exists(file.saved())) {
        move(file.saved(), file.target());
      } else if (moved) {
        Files.delete(file.target());
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes what was not moved, and what was replaced. */
  @Override
  public void close() throws IOException {
    for (Pending file : pending) {
      Files.deleteIfExists(file.temporary());
      Files.deleteIfExists(file.saved());
    }
  }
}
