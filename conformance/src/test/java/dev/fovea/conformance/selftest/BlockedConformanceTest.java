package dev.fovea.conformance.selftest;

import dev.fovea.conformance.AssertingBackend;
import dev.fovea.conformance.BackendConformance;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kit can judge a backend whose convolutions ask for channels in blocks of 8. */
class BlockedConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return AssertingBackend.of(new BlockedBackend());
  }

  private static final class BlockedBackend extends CoreOfReference {
    @Override
    public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
      Plan plain = super.conv2d(op, inputs, options);
      List<Port> ports = op.inputs();
      List<TensorDesc> wanted = new ArrayList<>();
      for (int i = 0; i < ports.size(); i++) {
        wanted.add(ports.get(i).isParameter() ? plain.inputs().get(i) : blocked(inputs.get(i)));
      }
      return Plan.of(op, inputs, options)
          .inputs(wanted)
          .dsts(List.of(blocked(plain.dsts().get(0))))
          .build(
              "reference:conv2d:blocked",
              plain.errorModel(),
              operands -> new Reordering(plain, operands));
    }

    private static TensorDesc blocked(TensorDesc desc) {
      return TensorDesc.of(desc.dtype(), desc.shape(), Layout.blocked(8));
    }
  }

  /** Runs the plain kernel on plain copies. */
  private static final class Reordering implements KernelBody {
    private final Kernel inner;

    Reordering(Plan plain, Operands operands) {
      Map<String, Tensor> constants = new HashMap<>();
      List<Port> ports = plain.op().inputs();
      for (int i = 0; i < ports.size(); i++) {
        if (operands.isConstant(i)) {
          constants.put(ports.get(i).name(), operands.constant(i));
        }
      }
      inner = plain.build(constants);
    }

    @Override
    public void run(Call call) {
      List<Tensor> srcs = new ArrayList<>();
      for (Tensor src : call.srcs()) {
        srcs.add(Tensor.allocate(src.desc().plain()).copyFrom(src.toFloats()));
      }
      Tensor dst = call.dsts().get(0);
      try (Tensor plain = Tensor.allocate(dst.desc().plain())) {
        inner.run(srcs, List.of(plain), call.scratch(), call.workers());
        dst.copyFrom(plain.toFloats());
      } finally {
        srcs.forEach(Tensor::close);
      }
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
