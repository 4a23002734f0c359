package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Op;
import dev.fovea.spi.ErrorModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node whose operator is known.
 *
 * @param nodes names of the graph's nodes that it stands for; more than one once passes fuse
 * @param op the operator
 * @param reads names of the values it reads, in the order of {@link Op#inputs()}
 * @param makes names of all values it makes, also of those that the graph left unnamed
 * @param folded how far folding may have moved the result of the operator (before its activation)
 *     away from what the nodes would compute one by one; null if nothing was folded
 */
public record TypedNode(
    List<String> nodes,
    Op op,
    List<String> reads,
    List<String> makes,
    @Nullable ErrorModel folded) {
  /** Creates a node. */
  public TypedNode {
    nodes = List.copyOf(nodes);
    reads = List.copyOf(reads);
    makes = List.copyOf(makes);
  }

  /** Creates a node into which nothing was folded. */
  public TypedNode(List<String> nodes, Op op, List<String> reads, List<String> makes) {
    this(nodes, op, reads, makes, null);
  }

  /** Returns this node with other reads. */
  public TypedNode withReads(List<String> changed) {
    return new TypedNode(nodes, op, changed, makes, folded);
  }

  /** Returns the names of this node and of another one that joins it. */
  List<String> namesWith(TypedNode other) {
    List<String> names = new ArrayList<>(nodes);
    names.addAll(other.nodes());
    return names;
  }

  /** Returns the name for messages. */
  public String name() {
    return String.join("+", nodes);
  }
}
