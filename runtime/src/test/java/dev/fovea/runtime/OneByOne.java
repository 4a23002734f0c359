package dev.fovea.runtime;

import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.op.Reorder;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a graph of known operators node by node, every value in memory of its own. A kernel is
 * offered the layouts that the kernels before it made, as in a session.
 */
final class OneByOne {
  private final Backend backend;
  private final List<Tensor> owned = new ArrayList<>();

  private OneByOne(Backend backend) {
    this.backend = backend;
  }

  /** Returns the elements of every value that a node makes. */
  static Map<String, float[]> run(Graph graph, Backend backend, Map<String, Tensor> inputs) {
    OneByOne run = new OneByOne(backend);
    try {
      return run.run(graph, inputs);
    } finally {
      run.owned.forEach(Tensor::close);
    }
  }

  private Map<String, float[]> run(Graph graph, Map<String, Tensor> inputs) {
    Map<String, Tensor> values = new HashMap<>(graph.constants());
    values.putAll(inputs);
    Map<String, float[]> made = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      Op op = ((OpSource.Fixed) node.source()).op();
      List<Tensor> dsts = run(op, node.name(), node.inputs().stream().map(values::get).toList());
      for (int i = 0; i < dsts.size(); i++) {
        values.put(node.outputs().get(i), dsts.get(i));
        made.put(node.outputs().get(i), in(Layout.PLAIN, dsts.get(i)).toFloats());
      }
    }
    return made;
  }

  private List<Tensor> run(Op op, String name, List<Tensor> reads) {
    List<TensorDesc> descs = reads.stream().map(Tensor::desc).toList();
    Plan plan = op.planOn(backend, descs, PlanOptions.named(name));
    Map<String, Tensor> constants = new HashMap<>();
    List<Tensor> srcs = new ArrayList<>();
    for (int i = 0; i < reads.size(); i++) {
      Port port = op.inputs().get(i);
      if (port.isParameter()) {
        constants.put(port.name(), reads.get(i));
      } else {
        srcs.add(in(plan.inputs().get(i).layout(), reads.get(i)));
      }
    }
    List<Tensor> dsts = plan.dsts().stream().map(Tensor::allocate).toList();
    owned.addAll(dsts);
    int scratchFloats = (int) (plan.scratchBytes(1) + 3) / 4;
    try (Kernel kernel = plan.build(constants);
        Tensor scratch = Tensor.allocate(TensorDesc.of(scratchFloats))) {
      kernel.run(srcs, dsts, scratch, Workers.single());
    }
    return dsts;
  }

  private Tensor in(Layout layout, Tensor value) {
    return value.desc().layout().equals(layout)
        ? value
        : run(new Reorder(layout), "reorder", List.of(value)).get(0);
  }
}
