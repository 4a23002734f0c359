package dev.fovea.models.transform;

import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The one picture that a network reads. */
final class PictureInput {
  private PictureInput() {}

  /**
   * Returns the shape of the picture.
   *
   * @param transform who asks, for messages
   * @throws IllegalArgumentException if the network reads something else
   */
  static Shape shape(String transform, ResolvedGraph net) {
    Graph graph = net.graph();
    Shape shape =
        graph.inputs().size() == 1 ? net.desc(graph.inputs().get(0).name()).shape() : Shape.of();
    if (shape.rank() != 4) {
      throw new IllegalArgumentException(
          transform
              + "["
              + graph.name()
              + "]: inputs are "
              + graph.inputs()
              + "; expected one picture [N, C, H, W]");
    }
    return shape;
  }

  /** Returns a picture's input with height and width left open. */
  static GraphInput ofAnySize(GraphInput picture) {
    List<Dim> dims = new ArrayList<>(picture.dims().subList(0, 2));
    dims.add(new Dim.Symbolic("height"));
    dims.add(new Dim.Symbolic("width"));
    return new GraphInput(picture.name(), picture.dtype(), dims);
  }
}
