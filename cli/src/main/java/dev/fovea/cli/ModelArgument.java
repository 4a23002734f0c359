package dev.fovea.cli;

import picocli.CommandLine.Parameters;

/** The model that a command is all about. */
final class ModelArgument extends ModelOptions {
  @Parameters(
      paramLabel = "MODEL",
      completionCandidates = ZooNames.class,
      description = "An ONNX file, a folder with model.onnx, or a name that 'fovea zoo' lists.")
  private String model = "";

  /** Returns what it means; see {@link #find}. */
  ModelSource source() {
    return find(model);
  }
}
