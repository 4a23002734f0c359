package dev.fovea.conformance.mutants;

import dev.fovea.op.Conv2d;
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

/**
 * A reference kernel that takes the images of one tensor to follow each other, or keeps a variable
 * parameter of its first run.
 */
final class MutantStrides implements KernelBody {
  private final Mutant mutant;
  private final Fault fault;
  private final Operands operands;
  private final Kernel inner;
  private Tensor kept;

  private MutantStrides(Mutant mutant, Fault fault, Operands operands, Kernel inner) {
    this.mutant = mutant;
    this.fault = fault;
    this.operands = operands;
    this.inner = inner;
  }

  /** Whose stride is ignored, and whether only when it is constant or only when it is not. */
  private record Fault(String type, String port, boolean constant) {
    static Fault variable(String type, String port) {
      return new Fault(type, port, false);
    }
  }

  private static Fault fault(Mutant mutant) {
    return switch (mutant) {
      case IMAGE_STRIDE_OF_WEIGHTS -> new Fault("Conv2d", "weights", true);
      case IMAGE_STRIDE_OF_VARIABLE_WEIGHTS -> new Fault("Conv2d", "weights", false);
      case IMAGE_STRIDE_OF_TRANSPOSED_WEIGHTS -> new Fault("ConvTranspose2d", "weights", true);
      case IMAGE_STRIDE_OF_VARIABLE_TRANSPOSED_WEIGHTS ->
          new Fault("ConvTranspose2d", "weights", false);
      case IMAGE_STRIDE_OF_DENSE_WEIGHTS -> new Fault("Dense", "weights", true);
      case IMAGE_STRIDE_OF_VARIABLE_DENSE_WEIGHTS -> new Fault("Dense", "weights", false);
      case IMAGE_STRIDE_OF_RESIDUAL -> Fault.variable("Conv2d", "residual");
      case IMAGE_STRIDE_OF_TRANSPOSED_RESIDUAL -> Fault.variable("ConvTranspose2d", "residual");
      case IMAGE_STRIDE_OF_DENSE_RESIDUAL -> Fault.variable("Dense", "residual");
      case IMAGE_STRIDE_OF_DENSE_MAPS -> Fault.variable("Dense", "src");
      case IMAGE_STRIDE_OF_PRELU_SRC -> Fault.variable("PRelu", "src");
      case IMAGE_STRIDE_OF_PRELU_DST -> Fault.variable("PRelu", "dst 0");
      case MAX_STRIDE_OF_INDICES -> Fault.variable("MaxPool2d", "dst 1");
      case VARIABLE_DEPTHWISE_WEIGHTS_KEPT -> Fault.variable("Conv2d", "weights");
      case VARIABLE_SLOPE_KEPT -> Fault.variable("PRelu", "slope");
      case IMAGE_STRIDE_OF_SLOPE -> new Fault("PRelu", "slope", true);
      case IMAGE_STRIDE_OF_MAPS_MAXIMUM -> Fault.variable("GlobalMaxPool", "src");
      case IMAGE_STRIDE_OF_MAPS_MEAN -> Fault.variable("GlobalAveragePool", "src");
      case IMAGE_STRIDE_OF_WINDOWS_MEAN -> Fault.variable("AveragePool2d", "src");
      case IMAGE_STRIDE_OF_SOFTMAX -> Fault.variable("Softmax", "src");
      case IMAGE_STRIDE_OF_NORMALISED -> Fault.variable("BatchNorm", "src");
      case IMAGE_STRIDE_OF_MINUEND -> Fault.variable("Arithmetic", "a");
      case IMAGE_STRIDE_OF_CONDITION -> Fault.variable("Where", "condition");
      case IMAGE_STRIDE_OF_CAST -> Fault.variable("Cast", "src");
      case IMAGE_STRIDE_OF_UNARY -> Fault.variable("Unary", "src");
      case IMAGE_STRIDE_OF_ANSWERS -> Fault.variable("Compare", "dst 0");
      case IMAGE_STRIDE_OF_RESIZED -> Fault.variable("Resize", "src");
      case IMAGE_STRIDE_OF_OFFSETS -> Fault.variable("DeformConv2d", "offset");
      case IMAGE_STRIDE_OF_MASKS -> Fault.variable("DeformConv2d", "mask");
      case VARIABLE_DEFORM_WEIGHTS_KEPT -> Fault.variable("DeformConv2d", "weights");
      case IMAGE_STRIDE_OF_LOG_SOFTMAX -> Fault.variable("LogSoftmax", "src");
      case IMAGE_STRIDE_OF_GROUPS -> Fault.variable("GroupNorm", "src");
      case IMAGE_STRIDE_OF_LAYERS -> Fault.variable("LayerNorm", "src");
      case IMAGE_STRIDE_OF_RESPONSES -> Fault.variable("LocalResponseNorm", "src");
      case IMAGE_STRIDE_OF_FACTORS -> Fault.variable("MatMul", "b");
      case IMAGE_STRIDE_OF_WINDOWS_NORM -> Fault.variable("LpPool2d", "src");
      case IMAGE_STRIDE_OF_MAPS_NORM -> Fault.variable("GlobalLpPool", "src");
      case IMAGE_STRIDE_OF_SORTED -> Fault.variable("TopK", "src");
      case IMAGE_STRIDE_OF_REDUCED -> Fault.variable("Reduce", "src");
      case IMAGE_STRIDE_OF_COMPARED -> Fault.variable("ArgExtremum", "src");
      case IMAGE_STRIDE_OF_B -> new Fault("Gemm", "b", false);
      default -> new Fault("", "", false);
    };
  }

  /** Returns the reference's plan, or the broken one if the mutant breaks this operator. */
  static Plan plan(
      Mutant mutant, Backend reference, Op op, List<TensorDesc> inputs, PlanOptions options) {
    Fault fault = fault(mutant);
    boolean depthwise = op instanceof Conv2d conv && conv.groups() > 1;
    boolean otherConv = mutant == Mutant.VARIABLE_DEPTHWISE_WEIGHTS_KEPT && !depthwise;
    boolean dense = inputs.isEmpty() || inputs.get(0).shape().rank() <= 2;
    if (!op.type().equals(fault.type)
        || otherConv
        || (mutant == Mutant.IMAGE_STRIDE_OF_DENSE_MAPS && dense)) {
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
            operands -> new MutantStrides(mutant, fault, operands, inner.build(Map.of())));
  }

  @Override
  public void run(Call call) {
    List<Port> ports = inner.plan().op().inputs();
    List<Tensor> srcs = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Tensor tensor = operands.get(i, call);
      boolean broken =
          ports.get(i).name().equals(fault.port) && operands.isConstant(i) == fault.constant;
      boolean inPlace = tensor.address() == call.dsts().get(0).address();
      srcs.add(broken && !inPlace ? wrong(tensor) : tensor);
    }
    List<Tensor> dsts = new ArrayList<>();
    for (Tensor dst : call.dsts()) {
      boolean broken = fault.port.equals("dst " + dsts.size());
      dsts.add(broken ? dst.view(dst.desc().plain(), 0) : dst);
    }
    inner.run(srcs, dsts, call.scratch(), call.workers());
    for (int i = 0; i < srcs.size(); i++) {
      if (srcs.get(i) != operands.get(i, call) && srcs.get(i) != kept) {
        srcs.get(i).close();
      }
    }
    for (int i = 0; i < dsts.size(); i++) {
      if (dsts.get(i) != call.dsts().get(i)) {
        dsts.get(i).close();
      }
    }
  }

  private Tensor wrong(Tensor tensor) {
    boolean keeps = mutant.name().startsWith("VARIABLE_");
    if (!keeps) {
      return tensor.view(tensor.desc().plain(), 0);
    }
    if (kept == null) {
      kept = Tensor.allocate(tensor.desc().plain()).copyFrom(tensor.toFloats());
    }
    return kept;
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.close();
    }
    inner.close();
  }
}
