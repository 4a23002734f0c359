package dev.fovea.models.support;

import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.runtime.graph.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a test class writes its files. In the full profile all of them go to ONNX's own checker at
 * the end; they are deleted then.
 */
public final class ExportFolder implements AutoCloseable {
  private static final boolean FULL = Boolean.getBoolean("fovea.full");

  private final Path path;

  /** Creates an empty folder. */
  public ExportFolder(String name) {
    this.path = Path.of("target", "export", name).toAbsolutePath();
    try {
      delete();
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the path of a file in the folder. */
  public Path file(String name) {
    return path.resolve(name.replace('/', '-') + ".onnx");
  }

  /** Writes a graph and reads it back. */
  public RoundTrip roundTrip(String name, Graph graph, ExportOptions options) {
    return RoundTrip.of(graph, file(name), options);
  }

  /** Checks the files, if there are any, and deletes them. */
  @Override
  public void close() {
    try {
      boolean any;
      try (Stream<Path> files = Files.list(path)) {
        any = files.findAny().isPresent();
      }
      if (FULL && any) {
        OnnxChecker.check(path);
      }
      delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete() throws IOException {
    if (Files.exists(path)) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(path)) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
