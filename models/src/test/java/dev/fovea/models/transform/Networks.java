package dev.fovea.models.transform;

import dev.fovea.models.support.TestBackend;
import dev.fovea.op.Activation;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Linear;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Small networks for the tests of transforms, and what is done with them. */
final class Networks {
  private Networks() {}

  /** A picture or a map; -1 leaves an extent open. */
  static GraphInput input(String name, int... dims) {
    List<Dim> list = new ArrayList<>();
    for (int axis = 0; axis < dims.length; axis++) {
      list.add(dims[axis] < 0 ? new Dim.Symbolic("d" + axis) : new Dim.Fixed(dims[axis]));
    }
    return new GraphInput(name, DType.FLOAT32, list);
  }

  static Tensor random(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return Tensor.of(shape, values);
  }

  /** Adds a layer with random weights and bias; what it makes has its name. */
  static void linear(Graph.Builder net, String name, String src, Linear op) {
    List<String> reads = new ArrayList<>(List.of(src, name + ".weight"));
    net.constant(name + ".weight", random(op.weightsShape(), name.hashCode()));
    if (op.bias()) {
      reads.add(name + ".bias");
      net.constant(name + ".bias", random(Shape.of(op.outputs()), name.hashCode() + 1));
    }
    net.node(name, op, reads, List.of(name));
  }

  static void add(Graph.Builder net, String name, Op op, String... reads) {
    net.node(name, op, List.of(reads), List.of(name));
  }

  static void relu(Graph.Builder net, String name, String src) {
    add(net, name, Activation.relu(), src);
  }

  static void halve(Graph.Builder net, String name, String src) {
    add(net, name, MaxPool2d.of(Window2d.of(2).stride(2)), src);
  }

  static void batchNorm(Graph.Builder net, String name, String src, int channels) {
    Shape shape = Shape.of(channels);
    net.constant(name + ".scale", random(shape, name.hashCode()));
    net.constant(name + ".bias", random(shape, name.hashCode() + 1));
    net.constant(name + ".mean", random(shape, name.hashCode() + 2));
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      variance[c] = 0.25f + c % 3;
    }
    net.constant(name + ".var", Tensor.of(shape, variance));
    add(
        net,
        name,
        new BatchNorm(channels, 1e-5f),
        src,
        name + ".scale",
        name + ".bias",
        name + ".mean",
        name + ".var");
  }

  /** A line for every node: its name, operator, what it reads and makes. */
  static List<String> lines(Graph graph) {
    List<String> lines = new ArrayList<>();
    for (Node node : graph.nodes()) {
      lines.add(
          node.name()
              + ": "
              + node.source().type()
              + " "
              + String.join(" ", node.inputs())
              + " -> "
              + String.join(" ", node.outputs()));
    }
    return lines;
  }

  static Op op(Graph graph, String name) {
    Node node = graph.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    return ((OpSource.Fixed) node.source()).op();
  }

  /** Runs on the backend of the test run; returns the first output, the caller's to close. */
  static Tensor run(Graph graph, Tensor input) {
    Map<String, Tensor> outputs =
        TestBackend.run(graph, Map.of(graph.inputs().get(0).name(), input));
    Tensor first = outputs.remove(graph.outputs().get(0));
    outputs.values().forEach(Tensor::close);
    return first;
  }

  /** A part of a map or picture [1, C, H, W]. */
  static Tensor part(Tensor whole, int top, int left, int height, int width) {
    Shape shape = whole.shape();
    float[] from = whole.toFloats();
    float[] to = new float[shape.dim(1) * height * width];
    for (int c = 0; c < shape.dim(1); c++) {
      for (int y = 0; y < height; y++) {
        int source = (c * shape.dim(2) + top + y) * shape.dim(3) + left;
        System.arraycopy(from, source, to, (c * height + y) * width, width);
      }
    }
    return Tensor.of(Shape.of(1, shape.dim(1), height, width), to);
  }

  /** The scores at one position of a heat map, as the classifier shapes them. */
  static Tensor at(Tensor heat, int row, int column) {
    try (Tensor part = part(heat, row, column, 1, 1)) {
      return Tensor.of(Shape.of(1, heat.shape().dim(1)), part.toFloats());
    }
  }

  /** What a network does behind one of its values. */
  static Graph behind(Graph graph, String value, Shape shape) {
    Graph.Builder rest = Graph.builder("rest").input(input(value, shape.dims()));
    Set<String> made = new HashSet<>(Set.of(value));
    Set<String> constants = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(made::contains)) {
        made.addAll(node.outputs());
        rest.node(node);
        constants.addAll(node.inputs());
      }
    }
    constants.retainAll(graph.constants().keySet());
    for (String name : constants) {
      rest.constant(name, view(graph.constants().get(name)));
    }
    graph.outputs().forEach(rest::output);
    return rest.build();
  }

  /** The same network with random biases. */
  static Graph withRandomBiases(Graph graph) {
    Graph.Builder same = Graph.builder(graph.name());
    graph.inputs().forEach(same::input);
    graph.nodes().forEach(same::node);
    graph.outputs().forEach(same::output);
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    constants.forEach(
        (name, tensor) ->
            same.constant(
                name,
                name.endsWith(".bias") ? random(tensor.shape(), name.hashCode()) : view(tensor)));
    return same.build();
  }

  private static Tensor view(Tensor tensor) {
    return tensor.view(tensor.desc(), 0);
  }
}
