package dev.fovea.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that draw over pictures have in common. */
final class DrawingOptions {
  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Pictures, or folders of them.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      completionCandidates = ZooNames.class,
      description =
          "A folder with model.onnx and preprocess.json, an ONNX file, or a name that 'fovea zoo'"
              + " lists.")
  private String model = "";

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "The names of the classes, one a line, the background's too if there is one.")
  private @Nullable Path labels;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the drawn pictures go; this folder by default.")
  private Path output = Path.of("");

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  /** Returns the pictures, folders resolved. */
  List<Path> pictures() {
    return PictureFiles.of(images);
  }

  String model() {
    return model;
  }

  @Nullable Path labels() {
    return labels;
  }

  Path output() {
    return output;
  }

  boolean json() {
    return json;
  }
}
