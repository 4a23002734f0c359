package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Op;
import java.util.List;

/**
 * A node whose operator is known.
 *
 * @param nodes names of the graph's nodes that it stands for; more than one once passes fuse
 * @param op the operator
 * @param reads names of the values it reads, in the order of {@link Op#inputs()}
 * @param makes names of all values it makes, also of those that the graph left unnamed
 */
public record TypedNode(List<String> nodes, Op op, List<String> reads, List<String> makes) {
  /** Creates a node. */
  public TypedNode {
    nodes = List.copyOf(nodes);
    reads = List.copyOf(reads);
    makes = List.copyOf(makes);
  }

  /** Returns the name for messages. */
  public String name() {
    return String.join("+", nodes);
  }
}
