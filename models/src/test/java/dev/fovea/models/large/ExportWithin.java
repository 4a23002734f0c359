package dev.fovea.models.large;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.models.onnx.export.OnnxExport;
import dev.fovea.runtime.graph.Graph;
import java.nio.file.Path;

/** Writes a model with its weights inside and beside, in a JVM of its own, and tells the time. */
final class ExportWithin {
  private ExportWithin() {}

  public static void main(String[] folders) {
    Path folder = Path.of(folders[0]);
    try (Graph graph = OnnxImporter.read(folder.resolve("original").resolve("model.onnx"))) {
      for (ExportOptions.Storage storage : ExportOptions.Storage.values()) {
        long start = System.nanoTime();
        Path file = folder.resolve(storage.name()).resolve("model.onnx");
        OnnxExport.write(graph, file, ExportOptions.DEFAULT.storage(storage));
        System.out.printf(
            "written %s in %.1f s with a heap of %d MiB%n",
            storage, (System.nanoTime() - start) / 1e9, Runtime.getRuntime().maxMemory() >> 20);
      }
    }
  }
}
