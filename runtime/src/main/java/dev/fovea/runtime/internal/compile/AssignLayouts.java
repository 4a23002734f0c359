package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Reorder;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets every kernel have the layouts that its backend wants. Each plan is offered what the nodes
 * before it make; where it asks for another layout, the value is reordered, once for all that want
 * it so. Inputs and results of the graph stay plain.
 */
final class AssignLayouts implements Pass {
  private final Backend backend;

  AssignLayouts(Backend backend) {
    this.backend = backend;
  }

  @Override
  public TypedGraph apply(TypedGraph graph) {
    return new Assignment(graph).run();
  }

  private final class Assignment {
    private final TypedGraph graph;
    private final Set<String> results;
    private final Map<String, TensorDesc> values;
    private final List<TypedNode> nodes = new ArrayList<>();
    private final Map<Copy, String> copies = new HashMap<>();

    /** The value that stands for a result which a kernel made in another layout. */
    private final Map<String, String> madeAs = new HashMap<>();

    Assignment(TypedGraph graph) {
      this.graph = graph;
      this.results = new HashSet<>(graph.results());
      this.values = new LinkedHashMap<>(graph.values());
    }

    TypedGraph run() {
      graph.nodes().forEach(this::assign);
      return new TypedGraph(
          graph.name(),
          graph.inputs(),
          graph.constants(),
          nodes,
          values,
          graph.views(),
          graph.results());
    }

    private void assign(TypedNode node) {
      List<String> reads = node.reads().stream().map(v -> madeAs.getOrDefault(v, v)).toList();
      Plan plan = PlanKernels.plan(graph, node, descs(reads), backend).kernelPlan();
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < reads.size(); i++) {
        wanted.add(inLayout(node, reads.get(i), plan.inputs().get(i).layout()));
      }
      List<String> makes = new ArrayList<>();
      List<TypedNode> after = new ArrayList<>();
      for (int i = 0; i < node.makes().size(); i++) {
        String value = node.makes().get(i);
        TensorDesc made = plan.dsts().get(i);
        if (results.contains(value) && !made.layout().isPlain()) {
          String blocked = unusedName(value + " " + made.layout());
          values.put(blocked, made);
          madeAs.put(value, blocked);
          makes.add(blocked);
          after.add(reorder(node, blocked, value, Layout.PLAIN));
        } else {
          values.put(value, made);
          makes.add(value);
        }
      }
      nodes.add(new TypedNode(node.nodes(), node.op(), wanted, makes, node.folded()));
      nodes.addAll(after);
    }

    private String inLayout(TypedNode node, String value, Layout layout) {
      TensorDesc desc = desc(value);
      if (desc.layout().equals(layout)) {
        return value;
      }
      return copies.computeIfAbsent(
          new Copy(value, layout),
          copy -> {
            String made = unusedName(value + " " + layout);
            values.put(made, TensorDesc.of(desc.dtype(), desc.shape(), layout));
            nodes.add(reorder(node, value, made, layout));
            return made;
          });
    }

    private TypedNode reorder(TypedNode node, String from, String to, Layout layout) {
      return new TypedNode(node.nodes(), new Reorder(layout), List.of(from), List.of(to));
    }

    private List<TensorDesc> descs(List<String> names) {
      return names.stream().map(this::desc).toList();
    }

    private TensorDesc desc(String value) {
      TensorDesc desc = values.get(value);
      if (desc == null) {
        throw new IllegalArgumentException("TypedGraph: value " + value + " is unknown");
      }
      return desc;
    }

    private String unusedName(String wanted) {
      String free = wanted;
      while (values.containsKey(free)) {
        free += "'";
      }
      return free;
    }
  }

  private record Copy(String value, Layout layout) {}
}
