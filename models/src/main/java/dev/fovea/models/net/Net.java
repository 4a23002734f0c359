package dev.fovea.models.net;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network under construction. It begins with an {@link #image}; layers are added by calling them
 * on the {@link Flow} they read; {@link #build} ends it:
 *
 * <pre>{@code
 * Net net = new Net("tiny", Initialiser.he(1));
 * Flow map = net.image(3, 32, 32)
 *     .conv("conv1", 16, Window2d.of(3).pad(1)).relu()
 *     .maxPool(Window2d.of(2).stride(2));
 * Graph graph = net.build(map.globalAveragePool().flatten().dense("fc", 10));
 * }</pre>
 *
 * <p>Layers with weights are named by the caller, as in a state dictionary: node {@code conv1} has
 * constants {@code conv1.weight} and {@code conv1.bias}. The others are named after the layer they
 * follow: {@code conv1/relu}. Batches are symbolic.
 *
 * <p>Not thread-safe. A net that is never built must be closed; afterwards the graph owns the
 * weights.
 */
public final class Net implements AutoCloseable {
  private final String name;
  private final @Nullable Initialiser initialiser;
  private final List<GraphInput> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final Map<String, Integer> used = new LinkedHashMap<>();
  private long parameterCount;
  private long multiplyAdds;

  /** Begins a network whose weights are made by an initialiser. */
  public Net(String name, Initialiser initialiser) {
    this(name, initialiser, true);
  }

  private Net(String name, @Nullable Initialiser initialiser, boolean weights) {
    this.name = name;
    this.initialiser = weights ? initialiser : null;
  }

  /**
   * Begins a network without weights, however large: it can be counted, and built to be looked at.
   * Its weights are inputs of the graph, behind the picture.
   */
  public static Net sketch(String name) {
    return new Net(name, null, false);
  }

  /** Adds the picture [N, channels, height, width] that the network reads. */
  public Flow image(int channels, int height, int width) {
    List<Dim> dims =
        List.of(
            new Dim.Symbolic("N"),
            new Dim.Fixed(channels),
            new Dim.Fixed(height),
            new Dim.Fixed(width));
    inputs.add(new GraphInput(fresh("input"), DType.FLOAT32, dims));
    TensorDesc desc = TensorDesc.of(1, channels, height, width);
    return new Flow(this, "input", "input", desc, Signal.UNIT);
  }

  /**
   * Returns the network.
   *
   * @param outputs what a run returns, in order
   */
  public Graph build(Flow... outputs) {
    Graph.Builder graph = Graph.builder(name);
    inputs.forEach(graph::input);
    nodes.forEach(graph::node);
    for (Flow output : outputs) {
      graph.output(output.name());
    }
    constants.forEach(graph::constant);
    Graph built = graph.build();
    constants.clear();
    return built;
  }

  /** Returns the number of learned values so far. */
  public long parameterCount() {
    return parameterCount;
  }

  /** Returns the multiply-adds for one picture so far, see {@link Op#multiplyAdds}. */
  public long multiplyAdds() {
    return multiplyAdds;
  }

  /** Releases weights that no graph has taken over; idempotent. */
  @Override
  public void close() {
    constants.values().forEach(Tensor::close);
    constants.clear();
  }

  /** Returns a name nobody has: the one wanted, or with a number behind. */
  String fresh(String wanted) {
    int times = used.merge(wanted, 1, Integer::sum);
    return times == 1 ? wanted : fresh(wanted + "_" + times);
  }

  /** Adds a constant; returns its name. */
  String constant(String wanted, Supplier<Tensor> values) {
    String constant = fresh(wanted);
    constants.put(constant, values.get());
    return constant;
  }

  /** Adds what is learned: a constant, an input where this is a sketch; returns its name. */
  String parameter(String wanted, TensorDesc desc, Supplier<Tensor> values) {
    if (initialiser != null) {
      return constant(wanted, values);
    }
    String parameter = fresh(wanted);
    List<Dim> dims = new ArrayList<>();
    for (int extent : desc.shape().dims()) {
      dims.add(new Dim.Fixed(extent));
    }
    inputs.add(new GraphInput(parameter, desc.dtype(), dims));
    return parameter;
  }

  /** Returns the maker of weights; only called while parameters are made. */
  Initialiser initialiser() {
    if (initialiser == null) {
      throw new IllegalStateException("Net[" + name + "]: is a sketch");
    }
    return initialiser;
  }

  /** Adds a node, whose outputs are named after it; returns their descriptors. */
  List<TensorDesc> node(String node, Op op, List<String> reads, List<TensorDesc> descs) {
    return node(node, op, op.parameterCount(), reads, descs);
  }

  /** Adds a node of whose weights this many are learned, the others being given. */
  List<TensorDesc> node(
      String node, Op op, long learned, List<String> reads, List<TensorDesc> descs) {
    List<TensorDesc> makes;
    try {
      makes = op.infer(descs);
    } catch (OperatorException e) {
      throw e.at(node);
    }
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < makes.size(); i++) {
      outputs.add(output(node, i));
    }
    nodes.add(new Node(node, op, reads, outputs));
    parameterCount += learned;
    multiplyAdds += op.multiplyAdds(descs);
    return makes;
  }

  /** Returns the name of an output of a node. */
  static String output(String node, int index) {
    return index == 0 ? node : node + ":" + index;
  }
}
