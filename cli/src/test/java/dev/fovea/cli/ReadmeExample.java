package dev.fovea.cli;

import dev.fovea.Backends;
import dev.fovea.models.vision.Classification;
import dev.fovea.models.vision.ImageTensors;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The README's Java example, to the letter. */
final class ReadmeExample {
  private ReadmeExample() {}

  static List<Classification> classify(Path picture) {
    EmbeddedModel fashion = Fashion.model();
    try (Backend backend = Backends.discover().open();
        Graph graph = fashion.openGraph();
        Session session = Session.open(graph, backend);
        Tensor image = ImageTensors.read(picture, fashion.preprocessing());
        Tensor scores = session.run(Map.of("image", image)).get("probabilities")) {
      return Classification.top(scores, fashion.labels(), 3).get(0);
    }
  }
}
