package dev.fovea.conformance.mutants;

import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A reference kernel that takes the images of one input to follow each other. */
final class MutantStrides implements KernelBody {
  private final Fault fault;
  private final Operands operands;
  private final Kernel inner;

  private MutantStrides(Fault fault, Operands operands, Kernel inner) {
    this.fault = fault;
    this.operands = operands;
    this.inner = inner;
  }

  /** Whose stride is ignored, and whether only when it is constant or only when it is not. */
  private record Fault(String type, String port, boolean constant) {}

  private static Fault fault(Mutant mutant) {
    return switch (mutant) {
      case IMAGE_STRIDE_OF_WEIGHTS -> new Fault("Conv2d", "weights", true);
      case IMAGE_STRIDE_OF_VARIABLE_WEIGHTS -> new Fault("Conv2d", "weights", false);
      case IMAGE_STRIDE_OF_TRANSPOSED_WEIGHTS -> new Fault("ConvTranspose2d", "weights", true);
      case IMAGE_STRIDE_OF_VARIABLE_TRANSPOSED_WEIGHTS ->
          new Fault("ConvTranspose2d", "weights", false);
      case IMAGE_STRIDE_OF_DENSE_WEIGHTS -> new Fault("Dense", "weights", true);
      case IMAGE_STRIDE_OF_VARIABLE_DENSE_WEIGHTS -> new Fault("Dense", "weights", false);
      case IMAGE_STRIDE_OF_SLOPE -> new Fault("PRelu", "slope", true);
      case IMAGE_STRIDE_OF_B -> new Fault("Gemm", "b", false);
      default -> new Fault("", "", false);
    };
  }

  /** Returns the reference's plan, or the broken one if the mutant breaks this operator. */
  static Plan plan(
      Mutant mutant, Backend reference, Op op, List<TensorDesc> inputs, PlanOptions options) {
    Fault fault = fault(mutant);
    if (!op.type().equals(fault.type)) {
      return op.planOn(reference, inputs, options);
    }
    // With every parameter variable, no build finds the NaN that a wrong stride leads to.
    String[] parameters =
        op.inputs().stream().filter(Port::isParameter).map(Port::name).toArray(String[]::new);
    Plan inner = op.planOn(reference, inputs, options.variable(parameters));
    return Plan.of(op, inputs, options)
        .scratch(inner::scratchBytes)
        .build(
            inner.describe(),
            inner.errorModel(),
            operands -> new MutantStrides(fault, operands, inner.build(Map.of())));
  }

  @Override
  public void run(Call call) {
    List<Port> ports = inner.plan().op().inputs();
    List<Tensor> srcs = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Tensor tensor = operands.get(i, call);
      boolean broken =
          ports.get(i).name().equals(fault.port) && operands.isConstant(i) == fault.constant;
      srcs.add(broken ? tensor.view(tensor.desc().plain(), 0) : tensor);
    }
    inner.run(srcs, call.dsts(), call.scratch(), call.workers());
    for (int i = 0; i < srcs.size(); i++) {
      if (srcs.get(i) != operands.get(i, call)) {
        srcs.get(i).close();
      }
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
