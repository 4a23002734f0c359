package dev.fovea.models.onnx.export;

import dev.fovea.models.onnx.export.OnnxExportException.Problem;
import dev.fovea.op.Op;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a graph for writing. Operators of a graph may wait for the shapes of its inputs; a file
 * may not. Where extents are open the graph is resolved at several sizes, and an operator that fits
 * all of them is taken; where there is none, the caller must fix the shapes.
 */
final class Resolution {
  private static final int SIZES = 2;

  private final Graph graph;
  private final ExportOptions options;
  private final List<GraphInput> inputs = new ArrayList<>();
  private final Map<String, TensorDesc> fixed = new LinkedHashMap<>();

  private Resolution(Graph graph, ExportOptions options) {
    this.graph = graph;
    this.options = options;
  }

  /**
   * Returns the graph with an operator for every node.
   *
   * @throws OnnxExportException if an operator depends on what is not known, or does not fit
   */
  static ExportGraph of(Graph graph, ExportOptions options) {
    return new Resolution(graph, options).resolve();
  }

  private ExportGraph resolve() {
    requireKnown("shapes", options.shapes().keySet());
    requireKnown("values", options.values().keySet());
    requireDeciding();
    Map<String, Dim> said = said();
    for (GraphInput input : graph.inputs()) {
      Tensor value = options.values().get(input.name());
      if (value != null) {
        fixed.put(input.name(), value.desc());
      } else {
        inputs.add(shaped(input, said));
      }
    }
    List<ResolvedGraph> resolved = new ArrayList<>();
    List<Sizes> sizes = new ArrayList<>();
    if (Sizes.symbols(inputs).isEmpty()) {
      sizes.add(new Sizes(Map.of()));
      resolved.add(at(sizes.get(0)));
    } else {
      resolveOpen(sizes, resolved);
    }
    return combined(sizes, resolved);
  }

  private void requireKnown(String option, Set<String> names) {
    List<String> known = graph.inputs().stream().map(GraphInput::name).toList();
    Set<String> unknown = new TreeSet<>(names);
    known.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw problem(option, "are given for " + unknown + "; expected inputs, some of " + known);
    }
  }

  private void requireDeciding() {
    List<String> missing = new ArrayList<>(ResolvedGraph.deciding(graph));
    missing.removeAll(options.values().keySet());
    if (!missing.isEmpty()) {
      throw problem(
          "inputs",
          "values of "
              + missing
              + " decide operators, which a file must name; expected"
              + " these values, with ExportOptions.value: they become constants of the file");
    }
  }

  /** Returns what the shapes that are given say of symbols, which other inputs may have as well. */
  private Map<String, Dim> said() {
    Map<String, Dim> said = new HashMap<>();
    Map<String, Shape> shapes = new HashMap<>(options.shapes());
    options.values().forEach((name, value) -> shapes.put(name, value.shape()));
    for (GraphInput input : graph.inputs()) {
      Shape shape = shapes.get(input.name());
      for (int axis = 0; shape != null && axis < input.dims().size(); axis++) {
        if (axis < shape.rank() && input.dims().get(axis) instanceof Dim.Symbolic symbol) {
          said.putIfAbsent(symbol.name(), new Dim.Fixed(shape.dim(axis)));
        }
      }
    }
    return said;
  }

  private GraphInput shaped(GraphInput input, Map<String, Dim> said) {
    Shape shape = options.shapes().get(input.name());
    if (shape == null) {
      List<Dim> dims = input.dims().stream().map(dim -> fixed(dim, said)).toList();
      return new GraphInput(input.name(), input.dtype(), dims);
    }
    boolean fits = shape.rank() == input.dims().size();
    List<Dim> dims = new ArrayList<>();
    for (int axis = 0; fits && axis < shape.rank(); axis++) {
      Dim dim = new Dim.Fixed(shape.dim(axis));
      fits = input.dims().get(axis) instanceof Dim.Symbolic || input.dims().get(axis).equals(dim);
      dims.add(dim);
    }
    if (!fits) {
      throw problem(
          "shapes", "input " + input.name() + " is " + shape + "; expected " + input.dims());
    }
    return new GraphInput(input.name(), input.dtype(), dims);
  }

  private static Dim fixed(Dim dim, Map<String, Dim> said) {
    return dim instanceof Dim.Symbolic symbol ? said.getOrDefault(symbol.name(), dim) : dim;
  }

  private ResolvedGraph at(Sizes sizes) {
    Map<String, TensorDesc> descs = sizes.of(inputs);
    descs.putAll(fixed);
    return ResolvedGraph.of(graph, descs, options.values());
  }

  /** Takes the first unit that the network accepts, and sizes without a unit if it does as well. */
  private void resolveOpen(List<Sizes> sizes, List<ResolvedGraph> resolved) {
    IllegalArgumentException refusal = null;
    for (int unit : Sizes.UNITS) {
      try {
        sizes.clear();
        resolved.clear();
        for (int i = 0; i < SIZES; i++) {
          sizes.add(Sizes.multiples(inputs, unit, i));
          resolved.add(at(sizes.get(i)));
        }
        resolveOdd(sizes, resolved);
        return;
      } catch (IllegalArgumentException e) {
        refusal = refusal == null ? e : refusal;
      }
    }
    throw problem(
        "inputs",
        "leave extents "
            + Sizes.symbols(inputs)
            + " open, and no size tried does for the network ("
            + (refusal == null ? "" : refusal.getMessage())
            + "); expected shapes, with ExportOptions.shape");
  }

  private void resolveOdd(List<Sizes> sizes, List<ResolvedGraph> resolved) {
    Sizes odd = Sizes.multiples(inputs, Sizes.UNITS.get(0), SIZES).odd();
    try {
      ResolvedGraph also = at(odd);
      sizes.add(odd);
      resolved.add(also);
    } catch (IllegalArgumentException e) {
      // A network that asks for multiples, of which there are two already.
      return;
    }
  }

  private ExportGraph combined(List<Sizes> sizes, List<ResolvedGraph> resolved) {
    Map<String, ValueType> values = new LinkedHashMap<>();
    resolved.get(0).values().forEach(name -> values.put(name, type(name, sizes, resolved)));
    List<ExportNode> nodes = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Op op = operator(node, resolved);
      if (op == null) {
        problems.add(sizeDependent(node));
      } else {
        List<String> makes = resolved.get(0).makes(node);
        nodes.add(
            new ExportNode(
                node.name(),
                op,
                node.inputs(),
                makes,
                node.inputs().stream().map(name -> known(values, name)).toList(),
                makes.stream().map(name -> known(values, name)).toList()));
      }
    }
    if (!problems.isEmpty()) {
      throw new OnnxExportException(graph.name(), problems);
    }
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    constants.putAll(options.values());
    return new ExportGraph(graph.name(), inputs, constants, nodes, values, graph.outputs());
  }

  private Problem sizeDependent(Node node) {
    return new Problem(
        node.name(),
        node.source().type(),
        "is another operator for other "
            + Sizes.symbols(inputs)
            + " of the inputs; expected one for all sizes; fix shapes with ExportOptions.shape");
  }

  private static @Nullable Op operator(Node node, List<ResolvedGraph> resolved) {
    List<Op> ops = new ArrayList<>();
    List<Shape> srcs = new ArrayList<>();
    for (ResolvedGraph sized : resolved) {
      ops.add(sized.op(node));
      srcs.add(node.inputs().isEmpty() ? Shape.of() : shape(sized, node.inputs().get(0)));
    }
    return Generalised.of(ops, srcs);
  }

  private static Shape shape(ResolvedGraph graph, String value) {
    return graph.desc(value).shape();
  }

  private static <T> T known(Map<String, T> values, String name) {
    T value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("value " + name + " has no descriptor");
    }
    return value;
  }

  private static ValueType type(String value, List<Sizes> sizes, List<ResolvedGraph> resolved) {
    Shape first = shape(resolved.get(0), value);
    List<Dim> dims = new ArrayList<>();
    boolean sameRank =
        resolved.stream().allMatch(graph -> shape(graph, value).rank() == first.rank());
    for (int axis = 0; sameRank && axis < first.rank(); axis++) {
      dims.add(dim(value, axis, sizes, resolved));
    }
    return new ValueType(resolved.get(0).desc(value).dtype(), dims);
  }

  private static Dim dim(String value, int axis, List<Sizes> sizes, List<ResolvedGraph> resolved) {
    List<Integer> extents = resolved.stream().map(graph -> shape(graph, value).dim(axis)).toList();
    if (extents.stream().distinct().count() == 1) {
      return new Dim.Fixed(extents.get(0));
    }
    for (String symbol : sizes.get(0).bySymbol().keySet()) {
      List<Integer> open = sizes.stream().map(size -> known(size.bySymbol(), symbol)).toList();
      if (open.equals(extents)) {
        return new Dim.Symbolic(symbol);
      }
    }
    return ValueType.UNKNOWN;
  }

  private OnnxExportException problem(String subject, String reason) {
    return new OnnxExportException(graph.name(), subject, reason);
  }
}
