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
          .scratch(workers -> bytes(plain))
          .build(
              "reference:conv2d:blocked",
              plain.errorModel(),
              operands -> new Reordering(plain, operands));
    }

    private static long bytes(Plan plain) {
      long bytes = 0;
      for (TensorDesc desc : plain.srcs()) {
        bytes += desc.plain().bytes();
      }
      return bytes + plain.dsts().get(0).plain().bytes();
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
      List<Tensor> plain = new ArrayList<>();
      long at = 0;
      for (Tensor tensor : join(call.srcs(), call.dsts())) {
        TensorDesc desc = tensor.desc().plain();
        plain.add(call.scratch().view(desc, at));
        at += desc.bytes();
      }
      int srcs = call.srcs().size();
      for (int i = 0; i < srcs; i++) {
        plain.get(i).copyFrom(call.srcs().get(i).toFloats());
      }
      try (Tensor none = Tensor.allocate(TensorDesc.of(0))) {
        inner.run(plain.subList(0, srcs), plain.subList(srcs, srcs + 1), none, call.workers());
      }
      call.dsts().get(0).copyFrom(plain.get(srcs).toFloats());
      plain.forEach(Tensor::close);
    }

    private static List<Tensor> join(List<Tensor> srcs, List<Tensor> dsts) {
      List<Tensor> all = new ArrayList<>(srcs);
      all.addAll(dsts);
      return all;
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
