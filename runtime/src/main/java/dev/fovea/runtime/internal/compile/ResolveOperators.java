package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.ShapeQuery;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The first pass: resolves deferred operators and infers the shape of every value. */
public final class ResolveOperators {
  private final Graph graph;
  private final Situation situation;
  private final Evaluation evaluation;
  private final Map<String, TensorDesc> values = new LinkedHashMap<>();
  private final Set<String> named = new LinkedHashSet<>();
  private final Map<String, TypedNode> makers = new HashMap<>();
  private final Map<String, Tensor> contents = new HashMap<>();
  private final Set<String> tried = new HashSet<>();

  private ResolveOperators(Graph graph, Situation situation, Evaluation evaluation) {
    this.graph = graph;
    this.situation = situation;
    this.evaluation = evaluation;
  }

  /**
   * Returns the graph with all operators and shapes known.
   *
   * @throws OperatorException, with the node's name, if an operator cannot be resolved or does not
   *     fit what it reads
   */
  static TypedGraph apply(Graph graph, Situation situation, Evaluation evaluation) {
    return new ResolveOperators(graph, situation, evaluation).resolve();
  }

  /**
   * Returns the graph with all operators and shapes known, where no backend is at hand; float16
   * constants that were widened are closed again.
   *
   * @throws OperatorException, with the node's name, if an operator cannot be resolved or does not
   *     fit what it reads
   */
  public static TypedGraph apply(Graph graph, Situation situation) {
    try (DerivedConstants derived = new DerivedConstants(new WeightStore())) {
      Situation widened = WidenFloat16.apply(situation, derived);
      return apply(graph, widened, new Evaluation(new ShapeArithmetic(), derived));
    }
  }

  private TypedGraph resolve() {
    List<String> inputs = graph.inputs().stream().map(GraphInput::name).toList();
    values.putAll(situation.inputs());
    situation.constants().forEach((name, tensor) -> values.put(name, tensor.desc()));
    graph.nodes().forEach(node -> named.addAll(node.outputs()));
    List<TypedNode> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      nodes.add(resolve(node));
    }
    Set<String> results = new LinkedHashSet<>(graph.outputs());
    results.addAll(situation.observed());
    return new TypedGraph(
        graph.name(), inputs, situation.constants(), nodes, values, Map.of(), List.copyOf(results));
  }

  private TypedNode resolve(Node node) {
    List<TensorDesc> reads = new ArrayList<>();
    for (String value : node.inputs()) {
      reads.add(known(node, value, values.get(value)));
    }
    Op op = at(node, () -> operator(node, reads));
    List<TensorDesc> makes = at(node, () -> op.infer(reads));
    if (node.outputs().size() > makes.size()) {
      String problem = "outputs are " + node.outputs() + "; expected at most " + makes.size();
      throw new OperatorException(op.type(), node.name(), problem, null);
    }
    List<String> names = new ArrayList<>(node.outputs());
    while (names.size() < makes.size()) {
      names.add(nameFor(node, names.size()));
    }
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), makes.get(i));
    }
    TypedNode typed = new TypedNode(List.of(node.name()), op, node.inputs(), names);
    names.forEach(name -> makers.put(name, typed));
    return typed;
  }

  private Op operator(Node node, List<TensorDesc> reads) {
    if (node.source() instanceof OpSource.Fixed fixed) {
      return fixed.op();
    }
    OpSource.Deferred deferred = (OpSource.Deferred) node.source();
    List<Tensor> deciders = new ArrayList<>();
    for (String value : deferred.deciders()) {
      Tensor input = situation.decidingInputs().get(value);
      deciders.add(known(node, value, input != null ? input : constant(value)));
    }
    return deferred.resolver().resolve(reads, deciders);
  }

  /**
   * Returns a constant's tensor, or what nodes make of constants and shapes alone; null for
   * anything else.
   */
  private @Nullable Tensor constant(String value) {
    Deque<String> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      TypedNode maker = unevaluatedMaker(open.getLast());
      if (maker == null) {
        open.removeLast();
        continue;
      }
      List<String> missing =
          needs(maker).stream().filter(read -> unevaluatedMaker(read) != null).toList();
      if (missing.isEmpty()) {
        evaluate(maker);
      } else {
        open.addAll(missing);
      }
    }
    return content(value);
  }

  /** Returns what must be evaluated before a node: nothing if it looks at a shape only. */
  private static List<String> needs(TypedNode maker) {
    return maker.op() instanceof ShapeQuery ? List.of() : maker.reads();
  }

  /** Returns the node behind a value that is neither a constant nor was tried before. */
  private @Nullable TypedNode unevaluatedMaker(String value) {
    return content(value) != null || tried.contains(value) ? null : makers.get(value);
  }

  private @Nullable Tensor content(String value) {
    Tensor constant = situation.constants().get(value);
    return constant != null ? constant : contents.get(value);
  }

  private void evaluate(TypedNode maker) {
    tried.addAll(maker.makes());
    if (maker.op() instanceof ShapeQuery query) {
      TensorDesc src = values.get(maker.reads().get(0));
      if (src != null) {
        contents.put(maker.makes().get(0), evaluation.answer(query, src.shape()));
      }
      return;
    }
    List<Tensor> reads = new ArrayList<>();
    for (String read : maker.reads()) {
      Tensor tensor = content(read);
      if (tensor == null) {
        return;
      }
      reads.add(tensor);
    }
    List<Tensor> made = evaluation.evaluate(maker, reads);
    for (int i = 0; made != null && i < made.size(); i++) {
      contents.put(maker.makes().get(i), made.get(i));
    }
  }

  private static <T> T known(Node node, String value, @Nullable T found) {
    if (found == null) {
      String problem = "value " + value + " is not known at compile time";
      throw new OperatorException(node.source().type(), node.name(), problem, null);
    }
    return found;
  }

  /** Arithmetic that overflows inside an operator is no less that node's problem. */
  private static <T> T at(Node node, Supplier<T> work) {
    try {
      return work.get();
    } catch (OperatorException e) {
      throw e.at(node.name());
    } catch (IllegalArgumentException | ArithmeticException e) {
      String problem = String.valueOf(e.getMessage());
      throw new OperatorException(node.source().type(), node.name(), problem, e);
    }
  }

  private String nameFor(Node node, int output) {
    String name = node.name() + " output " + output;
    while (values.containsKey(name) || named.contains(name)) {
      name += "'";
    }
    return name;
  }
}
