package dev.fovea.runtime.internal.compile;

import dev.fovea.op.ReceptiveField;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An analysis: how much of the inputs each value depends on. */
public final class ReceptiveFields {
  private ReceptiveFields() {}

  /** Returns the receptive field of every value that depends on an input. */
  public static Map<String, ReceptiveField> of(TypedGraph graph) {
    Map<String, ReceptiveField> fields = new HashMap<>();
    graph.inputs().forEach(input -> fields.put(input, ReceptiveField.INPUT));
    for (TypedNode node : graph.nodes()) {
      ReceptiveField read = union(node, fields);
      if (read != null) {
        ReceptiveField made = read.then(node.op().receptiveFieldStep(graph.descs(node.reads())));
        node.makes().forEach(value -> fields.put(value, made));
      }
    }
    return fields;
  }

  /** Weights have no place in an image, wherever they come from. */
  private static @Nullable ReceptiveField union(
      TypedNode node, Map<String, ReceptiveField> fields) {
    ReceptiveField union = null;
    for (int i = 0; i < node.reads().size(); i++) {
      ReceptiveField field = fields.get(node.reads().get(i));
      if (field != null && !node.op().inputs().get(i).isParameter()) {
        union = union == null ? field : union.union(field);
      }
    }
    return union;
  }
}
