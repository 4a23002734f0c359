package dev.fovea.bench;

import dev.fovea.models.onnx.export.OnnxExport;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.runtime.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes networks of the zoo as ONNX files, untrained: how long they take does not depend on it.
 */
@Command(
    name = "zoo-files",
    mixinStandardHelpOptions = true,
    description = "Write networks of the zoo as ONNX files; those that exist stay as they are.")
public final class ZooFiles implements Callable<Integer> {
  @Option(names = "--output", required = true, description = "The folder of the files.")
  private Path folder = Path.of("");

  @Parameters(paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
  private List<String> names =
      List.of(
          "squeezenet1_1",
          "resnet18",
          "resnet50",
          "vgg16",
          "googlenet",
          "mobilenet_v2",
          "densenet121",
          "shufflenet_v2_x1_0",
          "efficientnet_b0",
          "inception_v3",
          "alexnet",
          "fcn_resnet50");

  ZooFiles() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ZooFiles()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    for (String name : names) {
      Path file = folder.resolve(name + ".onnx");
      if (!Files.exists(file)) {
        try (Graph graph = Zoo.get(name).build()) {
          OnnxExport.write(graph, file);
        }
      }
      System.out.println(file);
    }
    return CommandLine.ExitCode.OK;
  }
}
