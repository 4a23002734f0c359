package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Concat;
import dev.fovea.op.Reshape;
import dev.fovea.runtime.internal.compile.TypedGraph.View;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins along channels without a kernel: what is joined is made as a channel slice of the joint
 * memory in the first place. An input that cannot be (an input or constant of the graph, a result,
 * a value joined twice, a view) is copied into its slice; if none can be, nothing changes.
 */
final class ConcatInPlace implements Pass {

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Layering layering = new Layering(graph);
    // The last first: what it joins may be joined itself, and must know its stride by then.
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      TypedNode node = graph.nodes().get(i);
      if (node.op() instanceof Concat concat
          && concat.axis() == 1
          && node.reads().stream().allMatch(v -> graph.desc(v).shape().elements() > 0)
          && node.reads().stream().anyMatch(layering::canMove)
          && (isPlain(graph, node) || node.reads().stream().allMatch(layering::canMove))) {
        layering.join(node);
      }
    }
    return layering.graph();
  }

  /** A blocked concatenation is whole blocks; what must be copied there is left to its kernel. */
  private static boolean isPlain(TypedGraph graph, TypedNode node) {
    return graph.desc(node.makes().get(0)).layout().isPlain();
  }

  /** The graph under change: which value lies where. */
  private static final class Layering {
    private final TypedGraph graph;
    private final Map<String, TensorDesc> values;
    private final Map<String, View> views;
    private final Set<String> made = new HashSet<>();
    private final Set<String> viewed = new HashSet<>();
    private final Map<TypedNode, List<TypedNode>> replaced = new HashMap<>();

    Layering(TypedGraph graph) {
      this.graph = graph;
      this.values = new LinkedHashMap<>(graph.values());
      this.views = new LinkedHashMap<>(graph.views());
      graph.nodes().forEach(node -> made.addAll(node.makes()));
      graph.views().values().forEach(view -> viewed.add(view.of()));
    }

    /** Tells whether a value's memory may become a slice of another's. */
    boolean canMove(String value) {
      // A reshaped view reads its images densely.
      boolean denseNeeded = viewed.contains(value) && graph.desc(value).images() > 1;
      return made.contains(value)
          && !views.containsKey(value)
          && !graph.results().contains(value)
          && !denseNeeded;
    }

    void join(TypedNode concat) {
      String joint = concat.makes().get(0);
      List<TypedNode> nodes = new ArrayList<>();
      List<String> reads = new ArrayList<>();
      int channel = 0;
      for (String value : concat.reads()) {
        Shape shape = graph.desc(value).shape();
        String part = value;
        if (!canMove(value)) {
          part = unusedName(joint + " part " + reads.size());
          nodes.add(new TypedNode(concat.nodes(), copy(shape), List.of(value), List.of(part)));
        }
        place(part, shape, joint, channel);
        reads.add(part);
        channel += shape.dim(1);
      }
      nodes.add(concat.withReads(reads));
      replaced.put(concat, nodes);
    }

    private void place(String part, Shape shape, String joint, int channel) {
      TensorDesc whole = values.get(joint);
      if (whole == null) {
        throw new IllegalArgumentException("TypedGraph: value " + joint + " is unknown");
      }
      long position = channel * shape.elements(2, shape.rank());
      values.put(part, new TensorDesc(whole.dtype(), shape, whole.layout(), whole.imageStride()));
      views.put(part, new View(joint, position * whole.dtype().bytes()));
    }

    private String unusedName(String wanted) {
      String free = wanted;
      while (values.containsKey(free)) {
        free += "'";
      }
      return free;
    }

    private static Reshape copy(Shape shape) {
      return new Reshape(Arrays.stream(shape.dims()).boxed().toList(), true);
    }

    TypedGraph graph() {
      List<TypedNode> nodes = new ArrayList<>();
      for (TypedNode node : graph.nodes()) {
        nodes.addAll(replaced.getOrDefault(node, List.of(node)));
      }
      return new TypedGraph(
          graph.name(), graph.inputs(), graph.constants(), nodes, values, views, graph.results());
    }
  }
}
