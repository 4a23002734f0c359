package dev.fovea.runtime;

import dev.fovea.op.Port;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a graph of known operators node by node, every value in memory of its own. */
final class OneByOne {
  private OneByOne() {}

  /** Returns the elements of every value that a node makes. */
  static Map<String, float[]> run(Graph graph, Backend backend, Map<String, Tensor> inputs) {
    Map<String, Tensor> values = new HashMap<>(graph.constants());
    values.putAll(inputs);
    Map<String, float[]> made = new LinkedHashMap<>();
    List<Tensor> owned = new ArrayList<>();
    try {
      for (Node node : graph.nodes()) {
        List<Tensor> dsts = run(node, backend, values);
        owned.addAll(dsts);
        for (int i = 0; i < dsts.size(); i++) {
          values.put(node.outputs().get(i), dsts.get(i));
          made.put(node.outputs().get(i), dsts.get(i).toFloats());
        }
      }
      return made;
    } finally {
      owned.forEach(Tensor::close);
    }
  }

  private static List<Tensor> run(Node node, Backend backend, Map<String, Tensor> values) {
    var op = ((OpSource.Fixed) node.source()).op();
    List<Tensor> reads = node.inputs().stream().map(values::get).toList();
    List<TensorDesc> descs = reads.stream().map(Tensor::desc).toList();
    Plan plan = op.planOn(backend, descs, PlanOptions.named(node.name()));
    Map<String, Tensor> constants = new HashMap<>();
    List<Tensor> srcs = new ArrayList<>();
    for (int i = 0; i < reads.size(); i++) {
      Port port = op.inputs().get(i);
      if (port.isParameter()) {
        constants.put(port.name(), reads.get(i));
      } else {
        srcs.add(reads.get(i));
      }
    }
    List<Tensor> dsts = plan.dsts().stream().map(Tensor::allocate).toList();
    int scratchFloats = (int) (plan.scratchBytes(1) + 3) / 4;
    try (Kernel kernel = plan.build(constants);
        Tensor scratch = Tensor.allocate(TensorDesc.of(scratchFloats))) {
      kernel.run(srcs, dsts, scratch, Workers.single());
    }
    return dsts;
  }
}
