package dev.fovea.models.onnx.export;

import dev.fovea.models.onnx.export.ExportOptions.Storage;
import dev.fovea.models.onnx.export.OnnxExportException.Problem;
import dev.fovea.runtime.graph.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes graphs as ONNX models: the inverse of {@link dev.fovea.models.onnx.OnnxImporter}.
 *
 * <p>What is read back has the same inputs, outputs and values under the same names, the same
 * shapes, and computes the same results, bit for bit on one backend; {@code docs/onnx-export.md}
 * lists the exceptions. A node becomes the ONNX node of its name, and more where ONNX needs
 * several: an activation or a residual fused behind a convolution, a channel shuffle, a type of
 * ONNX's own.
 *
 * <p>A file has the lowest opset from 17 on that says everything in it; 17 does for all but a few
 * operators. Extents that the graph leaves open stay open if no operator depends on them.
 *
 * <p>Weights are written from their memory in pieces; the heap holds the structure alone. Files are
 * written beside their place and moved there at the end, so that what fails changes nothing.
 * Thread-safe. Source: ONNX 1.17, Operators.md and IR.md.
 */
public final class OnnxExport {
  private static final long PROTOBUF_LIMIT = Integer.MAX_VALUE;

  private final Graph graph;
  private final Path file;
  private final ExportOptions options;

  private OnnxExport(Graph graph, Path file, ExportOptions options) {
    this.graph = graph;
    this.file = file;
    this.options = options;
  }

  /** Writes a model with its weights inside; see {@link #write(Graph, Path, ExportOptions)}. */
  public static void write(Graph graph, Path file) {
    write(graph, file, ExportOptions.DEFAULT);
  }

  /**
   * Writes a model; a file that is there already is replaced.
   *
   * @throws OnnxExportException if an operator depends on shapes or values that are not known, has
   *     no form in ONNX, or the weights are too large to lie inside; it lists all such nodes
   * @throws IllegalArgumentException if there is no folder to write to, or the graph is closed
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Graph graph, Path file, ExportOptions options) {
    new OnnxExport(graph, file, options).write();
  }

  private void write() {
    requireFolder();
    ExportGraph resolved = Resolution.of(graph, options);
    try (ExportContext context = nodes(resolved)) {
      write(resolved, context);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "OnnxExport[" + file + "]: cannot be written (" + e.getMessage() + ")", e);
    }
  }

  private void requireFolder() {
    Path folder = file.toAbsolutePath().getParent();
    String problem = null;
    if (folder == null || Files.isDirectory(file)) {
      problem = "is a folder; expected a file's name";
    } else if (!Files.isDirectory(folder)) {
      problem = "lies in " + folder + ", which is no folder; expected one; create it";
    } else if (!Files.isWritable(folder)) {
      problem = "lies in " + folder + ", which may not be written; expected a folder that may";
    }
    if (problem != null) {
      throw new IllegalArgumentException("OnnxExport[" + file + "]: " + problem);
    }
  }

  /** Writes the nodes again if one needs a newer opset, on which the form of others depends. */
  private ExportContext nodes(ExportGraph resolved) {
    int opset = Opsets.LOWEST;
    while (true) {
      ExportContext context = new ExportContext(resolved, opset);
      try {
        nodes(resolved, context);
      } catch (RuntimeException | Error e) {
        context.close();
        throw e;
      }
      if (context.needed() == opset) {
        return context;
      }
      opset = context.needed();
      context.close();
    }
  }

  private void nodes(ExportGraph resolved, ExportContext context) {
    List<Problem> problems = new ArrayList<>();
    for (ExportNode node : resolved.nodes()) {
      try {
        OperatorWriters.write(node, context);
      } catch (UnwritableNodeException e) {
        problems.add(new Problem(node.name(), node.op().type(), String.valueOf(e.getMessage())));
        // What reads its results is written all the same, so that every problem is found.
        for (int i = 0; i < node.outputs().size(); i++) {
          context.setType(node.outputs().get(i), ExportContext.held(node.dsts().get(i).dtype()));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new OnnxExportException(graph.name(), problems);
    }
  }

  private void write(ExportGraph resolved, ExportContext context) throws IOException {
    boolean beside = options.storage() == Storage.EXTERNAL;
    Path data = file.resolveSibling(file.getFileName() + ".data");
    ExternalFile external = new ExternalFile(beside ? String.valueOf(data.getFileName()) : null);
    ModelWriter model = new ModelWriter(resolved, context, external);
    long size = model.size(options.producer());
    if (size > PROTOBUF_LIMIT) {
      throw new OnnxExportException(
          graph.name(),
          "file",
          "would have "
              + size
              + " bytes; expected less than 2 GiB, which is protobuf's limit; keep the weights"
              + " beside it with ExportOptions.storage(EXTERNAL)");
    }
    try (SafeFiles files = new SafeFiles()) {
      if (!external.isEmpty()) {
        files.write(data, external::write);
      }
      files.write(file, stream -> model.write(stream, options.producer()));
      files.commit();
    }
  }
}
