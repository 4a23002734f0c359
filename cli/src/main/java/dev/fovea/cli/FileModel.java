package dev.fovea.cli;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.vision.ModelFolder;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.runtime.graph.Graph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An ONNX file, or the one in a model folder.
 *
 * @param path of the file or folder
 */
record FileModel(Path path) implements ModelSource {

  /** A file does not say what it is for. */
  @Override
  public void requireTask(Task task) {}

  @Override
  public String name() {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  @Override
  public Graph open() {
    return OnnxImporter.read(file());
  }

  @Override
  public Graph sketch() {
    return open();
  }

  private Path file() {
    Path file = Files.isDirectory(path) ? path.resolve(ModelFolder.MODEL) : path;
    requireFile("model", file);
    return file;
  }

  @Override
  public Pictures pictures() {
    if (Files.isDirectory(path)) {
      ModelFolder folder = ModelFolder.read(path);
      return new Pictures(Optional.of(folder.preprocessing()), folder.labels(), false);
    }
    return new Pictures(Optional.empty(), List.of(), false);
  }

  @Override
  public OptionalLong learnedParameters() {
    return OptionalLong.empty();
  }

  @Override
  public boolean untrained() {
    return false;
  }

  static void requireFile(String what, Path file) {
    if (!Files.isRegularFile(file)) {
      String problem = Files.exists(file) ? "is no file" : "does not exist";
      throw new IllegalArgumentException(
          what + "[" + file + "]: " + problem + "; expected a file; check the path");
    }
  }
}
