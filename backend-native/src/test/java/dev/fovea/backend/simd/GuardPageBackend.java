package dev.fovea.backend.simd;

import dev.fovea.backend.simd.GuardPages.Edge;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A backend whose kernels run on copies of all tensors, each of which touches a guard page. */
final class GuardPageBackend {
  private GuardPageBackend() {}

  static Backend of(Backend inner, Edge edge) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(inner, arguments);
                return result instanceof Plan plan ? guarded(plan, edge) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Plan guarded(Plan plan, Edge edge) {
    return Plan.of(plan.op(), plan.inputs(), plan.options())
        .inputs(plan.inputs())
        .dsts(plan.dsts())
        .scratch(plan::scratchBytes)
        .build(
            plan.describe(), plan.errorModel(), operands -> new GuardedBody(plan, operands, edge));
  }

  private static final class GuardedBody implements KernelBody {
    private final Plan plan;
    private final Edge edge;
    private final Kernel inner;
    private final List<Tensor> constants = new ArrayList<>();

    GuardedBody(Plan plan, Operands operands, Edge edge) {
      this.plan = plan;
      this.edge = edge;
      Map<String, Tensor> named = new HashMap<>();
      List<Port> ports = plan.op().inputs();
      for (int i = 0; i < ports.size(); i++) {
        if (operands.isConstant(i)) {
          Tensor copy = copyOf(operands.constant(i));
          constants.add(copy);
          named.put(ports.get(i).name(), copy);
        }
      }
      inner = plan.build(named);
    }

    @Override
    public void run(Call call) {
      List<Tensor> dsts = new ArrayList<>();
      List<Tensor> srcs = new ArrayList<>();
      try (Tensor scratch = GuardPages.scratch(plan.scratchBytes(call.workers().count()), edge)) {
        for (Tensor dst : call.dsts()) {
          dsts.add(copyOf(dst));
        }
        for (Tensor src : call.srcs()) {
          srcs.add(inPlaceOrCopy(src, call, dsts));
        }
        inner.run(srcs, dsts, scratch, call.workers());
        for (int i = 0; i < dsts.size(); i++) {
          copyImages(dsts.get(i), call.dsts().get(i));
        }
      } finally {
        srcs.forEach(Tensor::close);
        dsts.forEach(Tensor::close);
      }
    }

    /** A residual that is dst's own memory stays so. */
    private Tensor inPlaceOrCopy(Tensor src, Call call, List<Tensor> dsts) {
      for (int i = 0; i < dsts.size(); i++) {
        if (src.desc().bytes() > 0 && src.address() == call.dsts().get(i).address()) {
          return dsts.get(i);
        }
      }
      return copyOf(src);
    }

    private Tensor copyOf(Tensor tensor) {
      Tensor copy = GuardPages.allocate(tensor.desc(), edge);
      copyImages(tensor, copy);
      return copy;
    }

    private static void copyImages(Tensor from, Tensor to) {
      TensorDesc desc = from.desc();
      int image = (int) desc.imageElements() * desc.dtype().bytes();
      int stride = (int) desc.imageStride() * desc.dtype().bytes();
      ByteBuffer source = from.bytes();
      ByteBuffer target = to.bytes();
      for (int n = 0; n < desc.images(); n++) {
        target.put(n * stride, source, n * stride, image);
      }
    }

    @Override
    public void close() {
      inner.close();
      constants.forEach(Tensor::close);
    }
  }
}
