package dev.fovea.models.support;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.models.onnx.export.OnnxExport;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A graph, the file it is written to, and the graph that is read back; close it. */
public final class RoundTrip implements AutoCloseable {
  private static final String REFERENCE = "reference";

  private final Graph graph;
  private final Path file;
  private final Graph read;
  private final ExportOptions options;

  private RoundTrip(Graph graph, Path file, ExportOptions options) {
    this.graph = graph;
    this.file = file;
    this.options = options;
    OnnxExport.write(graph, file, options);
    this.read = OnnxImporter.read(file);
  }

  /** Writes a graph and reads it back. */
  public static RoundTrip of(Graph graph, Path file, ExportOptions options) {
    return new RoundTrip(graph, file, options);
  }

  public Graph read() {
    return read;
  }

  public Path file() {
    return file;
  }

  /** Requires the names and shapes of inputs, outputs and nodes to be as they were. */
  public void requireNames() {
    List<String> expected =
        graph.inputs().stream()
            .map(GraphInput::name)
            .filter(name -> !options.values().containsKey(name))
            .toList();
    assertThat(read.inputs().stream().map(GraphInput::name)).isEqualTo(expected);
    if (options.shapes().isEmpty() && options.values().isEmpty()) {
      assertThat(read.inputs()).isEqualTo(graph.inputs());
    }
    assertThat(read.outputs()).isEqualTo(graph.outputs());
    assertThat(missing(names(lasting(graph)), names(read.nodes())))
        .as("nodes that are missing")
        .isEmpty();
    assertThat(missing(values(lasting(graph)), values(read.nodes())))
        .as("values that are missing")
        .isEmpty();
  }

  private static Set<String> missing(Set<String> expected, Set<String> actual) {
    Set<String> missing = new LinkedHashSet<>(expected);
    missing.removeAll(actual);
    return missing;
  }

  private static Set<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> values(List<Node> nodes) {
    return nodes.stream()
        .flatMap(node -> node.outputs().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Leaves out what is made of constants and shapes: the importer makes constants of some of it.
   */
  private static List<Node> lasting(Graph graph) {
    Set<String> constants = new HashSet<>(graph.constants().keySet());
    List<Node> lasting = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (constants.containsAll(node.inputs())) {
        constants.addAll(node.outputs());
      } else {
        lasting.add(node);
      }
    }
    return lasting;
  }

  /**
   * Requires both graphs to compute the same bits on the reference, whose sums are double: a faster
   * backend may add the products of a kernel that was turned in another order.
   */
  public void requireSameBits(Map<String, Tensor> inputs) {
    Map<String, Tensor> expected = TestBackend.run(REFERENCE, graph, inputs);
    try {
      requireSameBits(REFERENCE, inputs, expected);
    } finally {
      expected.values().forEach(Tensor::close);
    }
  }

  /** Requires the file to compute on a backend the bits that the graph has computed there. */
  public void requireSameBits(
      String backend, Map<String, Tensor> inputs, Map<String, Tensor> expected) {
    Map<String, Tensor> actual = TestBackend.run(backend, read, left(inputs));
    try {
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      expected.forEach((name, tensor) -> requireSameBits(name, actual.get(name), tensor));
    } finally {
      actual.values().forEach(Tensor::close);
    }
  }

  private Map<String, Tensor> left(Map<String, Tensor> inputs) {
    return inputs.entrySet().stream()
        .filter(input -> !options.values().containsKey(input.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  private static void requireSameBits(String name, Tensor actual, Tensor expected) {
    assertThat(actual.desc()).as(name).isEqualTo(expected.desc());
    if (expected.desc().dtype() == DType.INT64) {
      assertThat(actual.toLongs()).as(name).isEqualTo(expected.toLongs());
    } else {
      assertThat(bits(actual)).as(name).isEqualTo(bits(expected));
    }
  }

  private static int[] bits(Tensor tensor) {
    float[] floats = tensor.toFloats();
    int[] bits = new int[floats.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(floats[i]));
    return bits;
  }

  /**
   * Requires ONNX Runtime to make of the file what we make of the graph.
   *
   * @throws OrtException if it refuses the file
   */
  public void requireOnnxRuntimeAgrees(Map<String, Tensor> inputs) throws OrtException {
    requireOnnxRuntimeAgrees(inputs, OptLevel.ALL_OPT);
  }

  /**
   * Requires ONNX Runtime to make of the file what we make of the graph.
   *
   * @param level how far it may rewrite the file first
   * @throws OrtException if it refuses the file
   */
  public void requireOnnxRuntimeAgrees(Map<String, Tensor> inputs, OptLevel level)
      throws OrtException {
    Map<String, Tensor> expected = OnnxRuntime.run(file, left(inputs), level);
    try {
      Map<String, Tensor> actual = TestBackend.run(graph, inputs);
      try {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
            (name, tensor) ->
                assertThat(Agreement.problem(name, actual.get(name), tensor)).isEmpty());
      } finally {
        actual.values().forEach(Tensor::close);
      }
    } finally {
      expected.values().forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    read.close();
  }
}
