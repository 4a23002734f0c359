package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Op;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.spi.portable.PortableAdd;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Sums and activations, element by element, in the layout that is offered. */
final class Elementwise implements KernelBody {
  private final Isa isa;
  private final ActivationShape f;
  private final boolean adds;
  private final PlaneTasks tasks;
  private final Workers.Task<Call> task = this::run;

  private Elementwise(TensorDesc dst, Activation activation, boolean adds, Isa isa) {
    this.isa = isa;
    this.f = Functions.shape(activation);
    this.adds = adds;
    this.tasks = new PlaneTasks(dst.images(), (int) dst.imageElements(), 1);
  }

  static Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.of(op, inputs, options);
    Layout offered = inputs.get(0).layout();
    boolean fits = Functions.keepsZero(op) || wholeBlocks(inputs.get(0));
    int ulps = Functions.ulps(op);
    ErrorModel model = ulps == 0 ? ErrorModel.exact() : new ErrorModel.Elementwise(ulps);
    return plan(
        op, op, false, "activation", model, fits ? offered : Layout.PLAIN, inputs, options, isa);
  }

  private static boolean wholeBlocks(TensorDesc desc) {
    return desc.layout().isPlain() || desc.shape().dim(1) % desc.layout().block() == 0;
  }

  static Plan add(Add op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.of(op, inputs, options);
    TensorDesc a = inputs.get(0);
    TensorDesc b = inputs.get(1);
    if (a.dtype() != DType.FLOAT32 || !a.shape().equals(b.shape())) {
      return PortableAdd.plan(op, inputs, options);
    }
    Layout layout = a.layout().isPlain() ? b.layout() : a.layout();
    return plan(
        op, Activation.identity(), true, "add", ErrorModel.exact(), layout, inputs, options, isa);
  }

  private static Plan plan(
      Op op,
      Activation activation,
      boolean adds,
      String kind,
      ErrorModel model,
      Layout layout,
      List<TensorDesc> inputs,
      PlanOptions options,
      Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = TapPlan.relaid(plan.dsts().get(0), layout);
    return plan.inputs(inputs.stream().map(input -> TapPlan.relaid(input, layout)).toList())
        .dsts(List.of(dst))
        .build(
            SimdProvider.NAME + ":" + kind + ":" + isa.label(),
            model,
            operands -> new Elementwise(dst, activation, adds, isa));
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    int image = tasks.image(index);
    int first = tasks.first(index);
    int count = tasks.end(index) - first;
    long offset = (long) first * Float.BYTES;
    long a = Addresses.image(call.srcs().get(0), image) + offset;
    long dst = Addresses.image(call.dsts().get(0), image) + offset;
    if (adds) {
      long b = Addresses.image(call.srcs().get(1), image) + offset;
      Natives.add(isa.code(), f, count, a, b, dst);
    } else {
      Natives.activate(isa.code(), f, count, a, dst);
    }
  }

  @Override
  public void close() {
    f.close();
  }
}
