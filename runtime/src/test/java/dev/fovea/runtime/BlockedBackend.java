package dev.fovea.runtime;

import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Op;
import dev.fovea.op.Port;
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

/** Computes as another backend does; convolutions want blocks, activations take what they get. */
public final class BlockedBackend extends DelegatingBackend {
  private static final Layout BLOCKS = Layout.blocked(8);

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    Plan plain = super.conv2d(op, plain(inputs), options);
    List<TensorDesc> wanted = new ArrayList<>(plain.inputs());
    for (int i = 0; i < wanted.size(); i++) {
      if (!op.inputs().get(i).isParameter()) {
        wanted.set(i, in(BLOCKS, wanted.get(i)));
      }
    }
    return relaid(op, inputs, options, plain, wanted, BLOCKS);
  }

  @Override
  public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    Plan plain = super.activation(op, plain(inputs), options);
    return relaid(op, inputs, options, plain, inputs, inputs.get(0).layout());
  }

  private static Plan relaid(
      Op op,
      List<TensorDesc> inputs,
      PlanOptions options,
      Plan plain,
      List<TensorDesc> wanted,
      Layout made) {
    return Plan.of(op, inputs, options)
        .inputs(wanted)
        .dsts(List.of(in(made, plain.dsts().get(0))))
        .scratch(plain::scratchBytes)
        .build(
            "blocked:" + plain.describe(), plain.errorModel(), operands -> body(plain, operands));
  }

  private static KernelBody body(Plan plain, Operands operands) {
    Map<String, Tensor> constants = new HashMap<>();
    List<Port> ports = plain.op().inputs();
    for (int i = 0; i < ports.size(); i++) {
      if (plain.isConstant(i)) {
        constants.put(ports.get(i).name(), operands.constant(i));
      }
    }
    Kernel kernel = plain.build(constants);
    return new KernelBody() {
      @Override
      public void run(Call call) {
        List<Tensor> srcs = new ArrayList<>();
        call.srcs().forEach(src -> srcs.add(Tensor.of(src.shape(), src.toFloats())));
        try (Tensor dst = Tensor.allocate(plain.dsts().get(0))) {
          kernel.run(srcs, List.of(dst), call.scratch(), call.workers());
          call.dsts().get(0).copyFrom(dst.toFloats());
        } finally {
          srcs.forEach(Tensor::close);
        }
      }

      @Override
      public void close() {
        kernel.close();
      }
    };
  }

  private static List<TensorDesc> plain(List<TensorDesc> descs) {
    return descs.stream().map(TensorDesc::plain).toList();
  }

  private static TensorDesc in(Layout layout, TensorDesc desc) {
    return TensorDesc.of(desc.dtype(), desc.shape(), layout);
  }
}
