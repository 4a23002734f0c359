package dev.fovea.models.large;

import dev.fovea.Backends;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.onnx.export.OnnxExport;
import dev.fovea.models.vision.Classification;
import dev.fovea.models.vision.ImageTensors;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a test has done by a JVM of its own: {@code export NETWORK FILE}, or {@code classify NETWORK
 * FILE PICTURE INPUT SCORES}, which leaves what the network read and what it made of it.
 */
final class ZooInSmallHeap {
  private ZooInSmallHeap() {}

  public static void main(String[] arguments) {
    long start = System.nanoTime();
    Architecture network = Zoo.get(arguments[1]);
    Path file = Path.of(arguments[2]);
    if (arguments[0].equals("export")) {
      try (Graph graph = network.build()) {
        OnnxExport.write(graph, file);
      }
    } else {
      Path picture = Path.of(arguments[3]);
      try (Tensor image = ImageTensors.read(picture, network.preprocessing(network.options()))) {
        OnnxTensors.write(Path.of(arguments[4]), "input", image);
        classify(file, image, Path.of(arguments[5]));
      }
    }
    System.out.printf(
        "%s of %s with a heap of %d MiB: %.1f s%n",
        arguments[0],
        network.name(),
        Runtime.getRuntime().maxMemory() >> 20,
        (System.nanoTime() - start) / 1e9);
  }

  private static void classify(Path file, Tensor image, Path scores) {
    try (Graph graph = OnnxImporter.read(file);
        Backend backend = Backends.discover().open("blas");
        Session session = Session.open(graph, backend);
        Tensor made = session.run(Map.of("input", image)).get(graph.outputs().get(0))) {
      OnnxTensors.write(scores, graph.outputs().get(0), made);
      List<Classification> top = Classification.top(made, List.of(), 3).get(0);
      System.out.println("best classes: " + top);
    }
  }
}
