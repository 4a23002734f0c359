package dev.fovea.cli;

import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.models.onnx.export.ExportOptions.Storage;
import dev.fovea.models.onnx.export.OnnxExport;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a network as an ONNX file. */
@Command(
    name = "export",
    description = {
      "Write a network as an ONNX file for other tools and for Fovea: of opset 17, or the newer one"
          + " that its operators need."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  fovea export old.onnx new.onnx",
      "  fovea export resnet18 resnet18.onnx --classes 10",
      "  fovea export vgg16 vgg16.onnx --external",
      "  fovea export detector.onnx fixed.onnx --shape input=1x3x320x320"
    })
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private InputShapes shapes = new InputShapes();

  @Mixin private ModelOptions models = new ModelOptions();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      completionCandidates = ZooNames.class,
      description = "An ONNX file, a folder with model.onnx, or a name that 'fovea zoo' lists.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The ONNX file to write; one that is there is replaced.")
  private Path file = Path.of("");

  @Option(
      names = "--external",
      description = "Keep the weights in FILE.data: needed from 2 GiB on.")
  private boolean external;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ExportOptions options =
        ExportOptions.DEFAULT.storage(external ? Storage.EXTERNAL : Storage.INSIDE);
    for (Map.Entry<String, Shape> shape : shapes.given().entrySet()) {
      options = options.shape(shape.getKey(), shape.getValue());
    }
    try (Waiting waiting = Waiting.on(terminal, "writing " + file);
        Graph graph = models.find(model).open()) {
      OnnxExport.write(graph, file, options);
      waiting.close();
      tell(file);
      Path data = Path.of(file + ".data");
      if (external && Files.exists(data)) {
        tell(data);
      }
    }
    return 0;
  }

  private void tell(Path written) {
    try {
      terminal.out().printf(Locale.ROOT, "%s: %,d bytes%n", written, Files.size(written));
    } catch (IOException e) {
      throw new UncheckedIOException("export[" + written + "]: cannot be read again", e);
    }
  }
}
