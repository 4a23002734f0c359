package dev.fovea.conformance;

import dev.fovea.conformance.AssertingBackend.Aspect;
import dev.fovea.op.Port;
import dev.fovea.spi.Call;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Runs an inner kernel on guarded copies of all tensors and looks at them afterwards. */
final class AssertingKernel implements KernelBody {
  private final Plan plan;
  private final Set<Aspect> aspects;
  private final int scratchFill;
  private final Kernel inner;
  private final Map<String, Tensor> constants = new HashMap<>();
  private final List<String> srcNames = new ArrayList<>();

  AssertingKernel(Plan plan, Operands operands, Set<Aspect> aspects, int scratchFill) {
    this.plan = plan;
    this.aspects = aspects;
    this.scratchFill = scratchFill;
    List<Port> ports = plan.op().inputs();
    for (int i = 0; i < ports.size(); i++) {
      if (operands.isConstant(i)) {
        constants.put(ports.get(i).name(), operands.constant(i));
      } else {
        srcNames.add(ports.get(i).name());
      }
    }
    inner = plan.build(constants);
  }

  @Override
  public void run(Call call) {
    List<Guarded> srcs = new ArrayList<>();
    List<Guarded> dsts = new ArrayList<>();
    Guarded scratch = Guarded.scratch(plan.scratchBytes(call.workers().count()), scratchFill);
    try {
      for (Tensor dst : call.dsts()) {
        boolean poisoned = aspects.contains(Aspect.OUTPUTS) && !isAlsoSrc(call, dst);
        dsts.add(poisoned ? Guarded.of(dst.desc(), Poison.PATTERN) : Guarded.copyOf(dst));
      }
      for (Tensor src : call.srcs()) {
        srcs.add(inPlace(call, src, dsts));
      }
      Map<String, byte[]> before = contents(srcs, dsts);
      inner.run(tensors(srcs), tensors(dsts), scratch.tensor(), call.workers());
      check(srcs, dsts, scratch, before, contents(srcs, dsts));
      for (int i = 0; i < dsts.size(); i++) {
        Guarded.copyImages(dsts.get(i).tensor(), call.dsts().get(i));
      }
    } finally {
      srcs.forEach(Guarded::close);
      dsts.forEach(Guarded::close);
      scratch.close();
    }
  }

  private static boolean isAlsoSrc(Call call, Tensor dst) {
    return call.srcs().stream().anyMatch(src -> sameMemory(src, dst));
  }

  private static boolean sameMemory(Tensor a, Tensor b) {
    return a.address() == b.address() && a.desc().bytes() > 0;
  }

  /** A residual that is dst's own memory must stay so. */
  private static Guarded inPlace(Call call, Tensor src, List<Guarded> dsts) {
    for (int i = 0; i < dsts.size(); i++) {
      if (sameMemory(src, call.dsts().get(i))) {
        return dsts.get(i);
      }
    }
    return Guarded.copyOf(src);
  }

  private static List<Tensor> tensors(List<Guarded> guarded) {
    return guarded.stream().map(Guarded::tensor).toList();
  }

  private Map<String, byte[]> contents(List<Guarded> srcs, List<Guarded> dsts) {
    Map<String, byte[]> contents = new HashMap<>();
    if (aspects.contains(Aspect.INPUTS)) {
      constants.forEach((name, tensor) -> contents.put(name, bytes(tensor)));
      for (int i = 0; i < srcs.size(); i++) {
        if (!dsts.contains(srcs.get(i))) {
          contents.put(srcNames.get(i), bytes(srcs.get(i).tensor()));
        }
      }
    }
    return contents;
  }

  private static byte[] bytes(Tensor tensor) {
    ByteBuffer buffer = tensor.bytes();
    byte[] copy = new byte[buffer.capacity()];
    buffer.get(0, copy);
    return copy;
  }

  private void check(
      List<Guarded> srcs,
      List<Guarded> dsts,
      Guarded scratch,
      Map<String, byte[]> before,
      Map<String, byte[]> after) {
    before.forEach(
        (name, bytes) -> requireUnchanged(name, bytes, Objects.requireNonNull(after.get(name))));
    for (int i = 0; i < dsts.size(); i++) {
      String name = dsts.size() == 1 ? "dst" : "dst " + i;
      if (aspects.contains(Aspect.OUTPUTS)) {
        Completeness.require(dsts.get(i).tensor(), where(name));
      }
      if (aspects.contains(Aspect.GUARDS)) {
        dsts.get(i).requireIntact(where(name));
      }
    }
    if (aspects.contains(Aspect.GUARDS)) {
      for (int i = 0; i < srcs.size(); i++) {
        srcs.get(i).requireIntact(where(srcNames.get(i)));
      }
    }
    if (aspects.contains(Aspect.SCRATCH)) {
      scratch.requireIntact(where("scratch"));
    }
  }

  private void requireUnchanged(String name, byte[] before, byte[] after) {
    int at = Arrays.mismatch(before, after);
    if (at >= 0) {
      throw new AssertionError(
          where(name) + ": byte " + at + " was changed by the run; expected inputs unchanged");
    }
  }

  private String where(String tensor) {
    return plan.op().type() + "[" + plan.options().node() + "] " + plan.describe() + ", " + tensor;
  }

  @Override
  public void close() {
    inner.close();
  }
}
