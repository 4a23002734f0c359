package dev.fovea.conformance;

import dev.fovea.conformance.ValueCheck.Placement;
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
  private final Placement placement;
  private final List<TensorDesc> inputs = new ArrayList<>();
  private List<TensorDesc> dsts;
  private @Nullable Kernel kernel;
  private int slices;

  private Rig(Plan plan, Placement placement) {
    this.plan = plan;
    this.placement = placement;
    this.dsts = plan.dsts();
  }

  /** Plans, builds, and copies inputs to dense tensors. */
  static Rig of(Backend backend, Op op, PlanOptions options, List<Values> inputs) {
    return of(backend, op, options, inputs, Placement.DENSE);
  }

  /** Plans, builds, and copies inputs to tensors that lie where {@code placement} says. */
  static Rig of(
      Backend backend, Op op, PlanOptions options, List<Values> inputs, Placement placement) {
    List<TensorDesc> descs = inputs.stream().map(Values::desc).toList();
    Rig rig = new Rig(new Subject(backend).plan(op, descs, options), placement);
    try {
      rig.build(op.inputs(), inputs);
      return rig;
    } catch (RuntimeException | Error e) {
      Thrown.during(e, rig.situation("building"));
      rig.close();
      throw e;
    }
  }

  private void build(List<Port> ports, List<Values> values) {
    Map<String, Tensor> constants = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      TensorDesc desc =
          plan.inputs().get(i).layout().isPlain()
              ? plan.inputs().get(i).plain()
              : plan.inputs().get(i);
      boolean sliced =
          ports.get(i).isParameter()
              ? placement == Placement.WEIGHTS_IN_SLICES
              : placement.slices(ports.get(i).name());
      Tensor tensor = values.get(i).copyTo(place(desc, sliced));
      inputs.add(tensor.desc());
      if (plan.isConstant(i)) {
        constants.put(ports.get(i).name(), tensor);
      } else {
        srcs.add(tensor);
      }
    }
    kernel = plan.build(constants);
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor);
    return tensor;
  }

  private Tensor place(TensorDesc desc, boolean sliced) {
    if (placement == Placement.HARDLY_ALIGNED) {
      int offset = desc.dtype().bytes();
      int floats = (int) ((desc.bytes() + offset + 3) / 4);
      Tensor whole = own(Tensor.allocate(TensorDesc.of(floats)));
      return own(Tensor.wrap(desc, whole.address() + offset, desc.bytes(), () -> {}));
    }
    if (!sliced || desc.shape().rank() < 2) {
      return own(Tensor.allocate(desc));
    }
    Slice slice = Slice.of(desc, slices++);
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
    List<Tensor> fresh = new ArrayList<>();
    for (TensorDesc dst : plan.dsts()) {
      fresh.add(place(dst, placement.slices("dst")));
    }
    dsts = fresh.stream().map(Tensor::desc).toList();
    return fresh;
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
    List<Tensor> fresh = newDsts();
    run(srcs, fresh, newScratch(workers.count()), workers);
    return fresh;
  }

  /** Runs with the last input, a residual, in the output's own memory. */
  List<Tensor> runInPlace(Workers workers) {
    Tensor residual = srcs.get(srcs.size() - 1);
    run(srcs, List.of(residual), newScratch(workers.count()), workers);
    return List.of(residual);
  }

  /** Runs on these tensors. */
  void run(List<Tensor> from, List<Tensor> to, Tensor scratch, Workers workers) {
    try {
      kernel().run(from, to, scratch, workers);
    } catch (RuntimeException | Error e) {
      Thrown.during(e, situation("running"));
      throw e;
    }
  }

  private String situation(String what) {
    return "  plan: "
        + plan.describe()
        + ", "
        + plan.errorModel()
        + ", "
        + what
        + "\n  problem: "
        + problem();
  }

  /** Returns the operator and the descriptors it runs on, image strides included. */
  String problem() {
    boolean sliced = dsts.stream().anyMatch(dst -> !dst.isDense());
    List<TensorDesc> known = inputs.size() == plan.inputs().size() ? inputs : plan.inputs();
    return plan.op() + " on " + known + (sliced ? " to " + dsts : "");
  }

  /** Fails if a byte around a slice was written. */
  void requireSurroundingsIntact() {
    for (AutoCloseable one : owned) {
      if (one instanceof Slice slice) {
        slice.requireSurroundingsIntact("a tensor of " + plan.describe());
      }
    }
  }

  /** Closes a view before the memory it lies in. */
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
