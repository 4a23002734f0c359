package dev.fovea.bench;

import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder in the layout of the ONNX backend tests: a model of one input, and that input.
 *
 * @param name the folder's name
 * @param model the ONNX file
 * @param input the recorded input
 */
record Network(String name, Path model, Path input) {
  /**
   * Finds the files of a folder.
   *
   * @throws IllegalArgumentException if one is missing
   */
  static Network of(Path folder) {
    Path model = folder.resolve("model.onnx");
    Path input = folder.resolve("test_data_set_0/input_0.pb");
    for (Path file : new Path[] {model, input}) {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            file + " is missing; expected a folder with model.onnx and test_data_set_0/input_0.pb");
      }
    }
    return new Network(String.valueOf(folder.normalize().getFileName()), model, input);
  }

  /** Reads the input; close it. */
  Tensor readInput() {
    return OnnxTensors.read(input);
  }
}
