package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Arithmetic;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.spi.portable.PortableArithmetic;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** A map times one number for each of its channels: the gate of squeeze and excitation. */
final class ChannelGate implements KernelBody {
  private final int gateInput;
  private final Isa isa;
  private final long positions;
  private final PlaneTasks tasks;
  private final Workers.Task<Call> task = this::run;

  private ChannelGate(int gateInput, Shape map, Isa isa) {
    this.gateInput = gateInput;
    this.isa = isa;
    this.positions = map.elements(2, 4);
    int planes = (map.dim(1) + isa.block() - 1) / isa.block();
    this.tasks = new PlaneTasks(map.dim(0), planes, positions * isa.block());
  }

  static Plan plan(Arithmetic op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int gate = gate(op, inputs);
    Layout blocked = isa.layout();
    if (gate < 0 || !inputs.get(1 - gate).layout().equals(blocked)) {
      return PortableArithmetic.plan(op, inputs, options);
    }
    Shape map = inputs.get(1 - gate).shape();
    return plan.inputs(inputs.stream().map(input -> TapPlan.relaid(input, blocked)).toList())
        .dsts(List.of(TapPlan.relaid(plan.dsts().get(0), blocked)))
        .build(
            SimdProvider.NAME + ":arithmetic:channel-gate:" + isa.label(),
            ErrorModel.exact(),
            operands -> new ChannelGate(gate, map, isa));
  }

  /** Returns which input is [N, C, 1, 1] beside a map [N, C, H, W]; -1 if none is. */
  private static int gate(Arithmetic op, List<TensorDesc> inputs) {
    if (op.function() != Arithmetic.Function.MUL || inputs.get(0).dtype() != DType.FLOAT32) {
      return -1;
    }
    for (int i = 0; i < 2; i++) {
      Shape gate = inputs.get(i).shape();
      Shape map = inputs.get(1 - i).shape();
      if (gate.rank() == 4 && map.rank() == 4 && gate.equals(map.with(2, 1).with(3, 1))) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    int image = tasks.image(index);
    long first = (long) tasks.first(index) * isa.block() * Float.BYTES;
    Natives.scale(
        isa.code(),
        tasks.end(index) - tasks.first(index),
        positions,
        Addresses.image(call.srcs().get(1 - gateInput), image) + first * positions,
        Addresses.image(call.srcs().get(gateInput), image) + first,
        Addresses.image(call.dsts().get(0), image) + first * positions);
  }
}
