package dev.fovea.models.transform;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.Op;
import dev.fovea.op.Reshaping;
import dev.fovea.op.ShapeQuery;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.Unary;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The values from which only a classifier leads to the outputs: fully connected layers, 1 x 1
 * convolutions and what works on each value of a row by itself. A global pooling among them is the
 * head of the network; any other one, as in squeeze and excitation, belongs to its trunk.
 */
final class HeadValues {
  private final Set<String> others = new HashSet<>();

  HeadValues(ResolvedGraph net) {
    Graph graph = net.graph();
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (net.op(node) instanceof ShapeQuery) {
        continue;
      }
      if (!isOfHeads(net, node) || node.outputs().stream().anyMatch(others::contains)) {
        others.addAll(node.inputs());
      }
    }
  }

  boolean contains(String value) {
    return !others.contains(value);
  }

  private static boolean isOfHeads(ResolvedGraph net, Node node) {
    Op op = net.op(node);
    if (op instanceof Conv2d conv) {
      return conv.window().kernel().equals(Size2d.ONE);
    }
    if (op instanceof Add || op instanceof Arithmetic) {
      Shape made = net.desc(node.outputs().get(0)).shape();
      return made.elements(Math.min(2, made.rank()), made.rank()) == 1;
    }
    return op instanceof Dense
        || op instanceof Reshaping
        || op instanceof Activation
        || op instanceof Unary
        || op instanceof BatchNorm
        || op instanceof Softmax
        || op instanceof LogSoftmax;
  }
}
