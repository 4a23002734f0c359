package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One kernel with the tensors to run it on. Inputs are copied to the layouts the plan asks for;
 * outputs and scratch are fresh and zero in every run; everything ends with {@link #close}.
 */
final class Rig implements AutoCloseable {
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final List<Tensor> srcs = new ArrayList<>();
  private final Plan plan;
  private final boolean slices;
  private @Nullable Kernel kernel;

  private Rig(Plan plan, boolean slices) {
    this.plan = plan;
    this.slices = slices;
  }

  /** Plans, builds, and copies inputs to dense tensors. */
  static Rig of(Backend backend, Op op, PlanOptions options, List<Values> inputs) {
    return of(backend, op, options, inputs, false);
  }

  /** Plans, builds, and copies inputs to tensors that are channel slices where possible. */
  static Rig ofSlices(Backend backend, Op op, PlanOptions options, List<Values> inputs) {
    return of(backend, op, options, inputs, true);
  }

  private static Rig of(
      Backend backend, Op op, PlanOptions options, List<Values> inputs, boolean slices) {
    List<TensorDesc> descs = inputs.stream().map(v -> TensorDesc.of(v.shape())).toList();
    Rig rig = new Rig(op.planOn(backend, descs, options), slices);
    try {
      rig.build(op.inputs(), inputs);
      return rig;
    } catch (RuntimeException | Error e) {
      rig.close();
      throw e;
    }
  }

  private void build(List<Port> ports, List<Values> inputs) {
    Map<String, Tensor> constants = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      TensorDesc desc =
          plan.inputs().get(i).layout().isPlain()
              ? plan.inputs().get(i).plain()
              : plan.inputs().get(i);
      if (plan.isConstant(i)) {
        constants.put(
            ports.get(i).name(), own(Tensor.allocate(desc)).copyFrom(inputs.get(i).data()));
      } else {
        srcs.add(place(desc).copyFrom(inputs.get(i).data()));
      }
    }
    kernel = plan.build(constants);
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor);
    return tensor;
  }

  private Tensor place(TensorDesc desc) {
    if (!slices || desc.shape().rank() < 2) {
      return own(Tensor.allocate(desc));
    }
    Slice slice = Slice.of(desc);
    owned.add(slice);
    return slice.tensor();
  }

  Plan plan() {
    return plan;
  }

  Kernel kernel() {
    if (kernel == null) {
      throw new IllegalStateException("not built");
    }
    return kernel;
  }

  List<Tensor> srcs() {
    return srcs;
  }

  /** Allocates zeroed outputs. */
  List<Tensor> newDsts() {
    List<Tensor> dsts = new ArrayList<>();
    for (TensorDesc dst : plan.dsts()) {
      dsts.add(place(dst));
    }
    return dsts;
  }

  /** Allocates zeroed scratch memory. */
  Tensor newScratch(int workers) {
    return own(scratch(plan, workers));
  }

  /** Allocates what a plan needs as scratch memory. */
  static Tensor scratch(Plan plan, int workers) {
    long bytes = plan.scratchBytes(workers);
    return Tensor.allocate(TensorDesc.of(Math.toIntExact((bytes + 3) / 4)));
  }

  /** Runs once on fresh outputs and scratch. */
  List<Tensor> run(Workers workers) {
    List<Tensor> dsts = newDsts();
    kernel().run(srcs, dsts, newScratch(workers.count()), workers);
    return dsts;
  }

  /** Runs with the last input, a residual, in the output's own memory. */
  List<Tensor> runInPlace(Workers workers) {
    Tensor residual = srcs.get(srcs.size() - 1);
    kernel().run(srcs, List.of(residual), newScratch(workers.count()), workers);
    return List.of(residual);
  }

  /** Fails if a byte around a slice was written. */
  void requireSurroundingsIntact() {
    for (AutoCloseable one : owned) {
      if (one instanceof Slice slice) {
        slice.requireSurroundingsIntact("a tensor of " + plan.describe());
      }
    }
  }

  @Override
  public void close() {
    if (kernel != null) {
      kernel.close();
    }
    for (AutoCloseable one : owned) {
      if (one instanceof Slice slice) {
        slice.close();
      } else {
        ((Tensor) one).close();
      }
    }
  }
}
