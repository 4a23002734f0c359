package dev.fovea.bench.layers;

import dev.fovea.bench.jmh.OperatorRig;
import dev.fovea.conformance.Problem;
import dev.fovea.models.onnx.export.OnnxExport;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Port;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer as an ONNX model, with the values that {@link OperatorRig} gives it.
 *
 * <p>A residual passes a pooling layer of one position first: in a network it comes from another
 * layer in ONNX Runtime's blocked channels, and only there ONNX Runtime fuses it.
 */
final class LayerModel {
  /** The node whose time does not count. */
  static final String RESIDUAL_SOURCE = "residual_source";

  private LayerModel() {}

  /** Writes the model. */
  static void write(Problem problem, Path file) {
    Graph.Builder graph = Graph.builder("layer");
    List<Port> ports = problem.op().inputs();
    List<String> reads = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      String name = ports.get(i).name();
      TensorDesc desc = problem.inputs().get(i);
      if (i == 0 || name.equals("residual")) {
        List<Dim> dims = new ArrayList<>();
        for (int dim : desc.shape().dims()) {
          dims.add(new Dim.Fixed(dim));
        }
        graph.input(new GraphInput(name, desc.dtype(), dims));
      } else {
        Tensor constant = Tensor.allocate(desc);
        constant.copyFrom(OperatorRig.values(problem, i));
        graph.constant(name, constant);
      }
      if (name.equals("residual")) {
        graph.node(
            RESIDUAL_SOURCE, MaxPool2d.of(Window2d.of(1)), List.of(name), List.of(RESIDUAL_SOURCE));
        name = RESIDUAL_SOURCE;
      }
      reads.add(name);
    }
    graph.node("layer", problem.op(), reads, List.of("dst")).output("dst");
    try (Graph built = graph.build()) {
      OnnxExport.write(built, file);
    }
  }
}
