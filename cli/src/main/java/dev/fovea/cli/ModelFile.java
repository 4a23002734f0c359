package dev.fovea.cli;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.vision.ModelFolder;
import dev.fovea.runtime.graph.Graph;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ONNX file that a path means: itself, or the one in a folder. */
final class ModelFile {
  private ModelFile() {}

  static Path of(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(ModelFolder.MODEL) : path;
    VisionModel.requireFile("model", file);
    return file;
  }

  /** Imports the network; the caller closes the graph. */
  static Graph open(Path path) {
    return OnnxImporter.read(of(path));
  }
}
