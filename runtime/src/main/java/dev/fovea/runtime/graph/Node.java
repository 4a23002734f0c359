package dev.fovea.runtime.graph;

import dev.fovea.op.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator at a place in a network.
 *
 * @param name unique in its graph
 * @param source the operator
 * @param inputs names of the values it reads, in the order of {@link Op#inputs()}
 * @param outputs names of the values it makes; a trailing output may be left unnamed by omitting it
 */
public record Node(String name, OpSource source, List<String> inputs, List<String> outputs) {
  /** Creates a node. */
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Returns everything that must be known before it can run: its inputs, and what decides it. */
  public List<String> reads() {
    List<String> reads = new ArrayList<>(inputs);
    if (source instanceof OpSource.Deferred deferred) {
      reads.addAll(deferred.deciders());
    }
    return reads;
  }

  /** Creates a node whose operator is known. */
  public Node(String name, Op op, List<String> inputs, List<String> outputs) {
    this(name, new OpSource.Fixed(op), inputs, outputs);
  }
}
