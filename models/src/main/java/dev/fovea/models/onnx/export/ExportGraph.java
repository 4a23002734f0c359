package dev.fovea.models.onnx.export;

import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What is written: a graph whose operators are known.
 *
 * @param name the network's name
 * @param inputs what the file asks for
 * @param constants constants by name, owned by somebody else
 * @param nodes the nodes, each after those it reads from
 * @param values every value
 * @param outputs names of the results
 */
record ExportGraph(
    String name,
    List<GraphInput> inputs,
    Map<String, Tensor> constants,
    List<ExportNode> nodes,
    Map<String, ValueType> values,
    List<String> outputs) {}
