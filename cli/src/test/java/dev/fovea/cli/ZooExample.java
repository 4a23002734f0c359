package dev.fovea.cli;

import dev.fovea.Backends;
import dev.fovea.models.net.Initialiser;
import dev.fovea.models.vision.ImageTensors;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** The README's example of the zoo, to the letter. */
final class ZooExample {
  private ZooExample() {}

  static float[] scores(Path picture) {
    Architecture resnet = Zoo.get("resnet50");
    ZooOptions options =
        resnet.options().input(320, 480).classes(10).initialiser(Initialiser.he(7));
    try (Graph graph = resnet.build(options);
        Backend backend = Backends.discover().open();
        Session session = Session.open(graph, backend);
        Tensor image = ImageTensors.read(picture, resnet.preprocessing(options));
        Tensor scores = session.run(Map.of("input", image)).get("fc")) {
      return scores.toFloats();
    }
  }
}
