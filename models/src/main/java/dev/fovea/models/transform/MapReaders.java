package dev.fovea.models.transform;

import dev.fovea.op.Dense;
import dev.fovea.op.Reshaping;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fully connected layers that read a map, flattened or not. */
final class MapReaders {
  private MapReaders() {}

  /**
   * A fully connected layer that reads a map.
   *
   * @param node the layer
   * @param op its operator
   * @param map the map [N, C, h, w]
   */
  record Reader(Node node, Dense op, String map) {}

  /** Returns the layers in the order in which they run. */
  static List<Reader> of(ResolvedGraph net) {
    Map<String, String> flattened = new HashMap<>();
    List<Reader> readers = new ArrayList<>();
    for (Node node : net.graph().nodes()) {
      if (node.inputs().isEmpty()) {
        continue;
      }
      String src = node.inputs().get(0);
      String map = flattened.getOrDefault(src, src);
      if (net.op(node) instanceof Reshaping && keepsImages(net, node)) {
        flattened.put(node.outputs().get(0), map);
      } else if (net.op(node) instanceof Dense op && net.desc(map).shape().rank() == 4) {
        readers.add(new Reader(node, op, map));
      }
    }
    return readers;
  }

  /** A row per picture; what has another shape again is no flattened map. */
  private static boolean keepsImages(ResolvedGraph net, Node node) {
    return net.desc(node.outputs().get(0)).shape().rank() == 2
        && net.desc(node.outputs().get(0)).shape().dim(0)
            == net.desc(node.inputs().get(0)).shape().dim(0);
  }
}
