package dev.fovea.backend.reference;

import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs an operator of the reference once. */
final class OneRun {
  private OneRun() {}

  /** Returns the outputs; every parameter is variable. */
  static List<Tensor> of(Op op, Tensor... inputs) {
    List<TensorDesc> descs = Stream.of(inputs).map(Tensor::desc).toList();
    String[] parameters =
        op.inputs().stream().filter(Port::isParameter).map(Port::name).toArray(String[]::new);
    try (Backend backend = new ReferenceProvider().open(BackendOptions.DEFAULT)) {
      Plan plan = op.planOn(backend, descs, PlanOptions.DEFAULT.variable(parameters));
      List<Tensor> dsts = plan.dsts().stream().map(Tensor::allocate).toList();
      try (Kernel kernel = plan.build(Map.of());
          Tensor scratch = Tensor.allocate(TensorDesc.of(1))) {
        kernel.run(List.of(inputs), dsts, scratch, Workers.single());
      }
      return dsts;
    }
  }

  static float[] floats(Op op, Tensor... inputs) {
    return of(op, inputs).get(0).toFloats();
  }

  static long[] longs(Op op, Tensor... inputs) {
    return of(op, inputs).get(0).toLongs();
  }
}
