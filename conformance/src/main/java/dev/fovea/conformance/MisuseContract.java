package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** What a kernel says to a caller who is wrong. */
final class MisuseContract {
  private static final String NODE = "node7";

  private MisuseContract() {}

  static Rule rule() {
    return new Rule(
        "kernel_10_misuse",
        "Wrong inputs, shapes, counts, closed tensors, scratch that is too small, and overlaps are"
            + " refused by an OperatorException that names operator and node; nothing is written.",
        "Plan.of and Kernel check all of it: call Plan.of before anything else, and hand the options on.",
        Examples.checks(MisuseContract::check));
  }

  private static void check(Subject subject, Problem problem) {
    Op op = problem.op();
    PlanOptions options = PlanOptions.named(NODE);
    requireRefused(
        op, "planning without inputs", () -> op.planOn(subject.backend(), List.of(), options));
    List<TensorDesc> wrong = new ArrayList<>(problem.inputs());
    wrong.set(0, TensorDesc.of(DType.INT64, Shape.of()));
    // Some operators take any type or shape.
    if (!new Problem("int64 scalar", op, wrong).isValid()) {
      requireRefused(
          op, "planning with an int64 scalar", () -> op.planOn(subject.backend(), wrong, options));
    }
    List<Values> inputs = Data.RANDOM.inputs(op, problem.inputs(), 9);
    try (Rig rig = Rig.of(subject.backend(), op, options, inputs)) {
      List<Tensor> dsts = rig.newDsts();
      dsts.forEach(dst -> Poison.fill(dst.bytes()));
      Tensor scratch = rig.newScratch(1);
      try (Tensor other = Tensor.allocate(TensorDesc.of(1, 1, 1));
          Tensor closed = Tensor.allocate(rig.plan().srcs().get(0))) {
        closed.close();
        refuse(rig, "an input of another shape", withFirst(rig.srcs(), other), dsts, scratch);
        refuse(rig, "a closed input", withFirst(rig.srcs(), closed), dsts, scratch);
        refuse(rig, "an output of another shape", rig.srcs(), withFirst(dsts, other), scratch);
        refuse(rig, "no inputs", List.of(), dsts, scratch);
        refuse(rig, "no outputs", rig.srcs(), List.of(), scratch);
        refuse(rig, "closed scratch", rig.srcs(), dsts, closed(scratch.desc()));
        if (rig.plan().scratchBytes(1) > 0) {
          try (Tensor small = Tensor.allocate(TensorDesc.of(0))) {
            refuse(rig, "no scratch", rig.srcs(), dsts, small);
          }
        }
      }
      refuseOverlap(rig, dsts, scratch);
      requireUntouched(rig, dsts);
    }
  }

  private static Tensor closed(TensorDesc desc) {
    Tensor tensor = Tensor.allocate(desc);
    tensor.close();
    return tensor;
  }

  private static List<Tensor> withFirst(List<Tensor> tensors, Tensor first) {
    List<Tensor> changed = new ArrayList<>(tensors);
    changed.set(0, first);
    return changed;
  }

  /** The output begins inside the last element of the input. */
  private static void refuseOverlap(Rig rig, List<Tensor> dsts, Tensor scratch) {
    TensorDesc src = rig.srcs().get(0).desc();
    TensorDesc dst = dsts.get(0).desc();
    int shared = dst.dtype().bytes();
    int floats = (int) (src.bytes() + dst.bytes()) / Float.BYTES;
    try (Tensor memory = Tensor.allocate(TensorDesc.of(floats));
        Tensor from = memory.view(src, 0);
        Tensor to = memory.view(dst, src.bytes() - shared)) {
      refuse(rig, "an overlap", withFirst(rig.srcs(), from), withFirst(dsts, to), scratch);
    }
  }

  private static void refuse(
      Rig rig, String what, List<Tensor> srcs, List<Tensor> dsts, Tensor scratch) {
    requireRefused(
        rig.plan().op(),
        "running with " + what,
        () -> rig.kernel().run(srcs, dsts, scratch, Workers.single()));
  }

  private static void requireRefused(Op op, String what, Runnable misuse) {
    String prefix = op.type() + "[" + NODE + "]: ";
    try {
      misuse.run();
    } catch (OperatorException e) {
      if (!String.valueOf(e.getMessage()).startsWith(prefix)) {
        throw new AssertionError(
            what + " says '" + e.getMessage() + "'; expected it to begin with '" + prefix + "'", e);
      }
      return;
    } catch (RuntimeException e) {
      throw new AssertionError(what + " throws " + e + "; expected an OperatorException", e);
    }
    throw new AssertionError(what + " is accepted; expected an OperatorException; " + op);
  }

  private static void requireUntouched(Rig rig, List<Tensor> dsts) {
    for (Tensor dst : dsts) {
      for (int at = 0; at < dst.bytes().capacity(); at += Integer.BYTES) {
        if (dst.bytes().getInt(at) != Poison.PATTERN) {
          throw new AssertionError(
              "a refused run of "
                  + rig.plan()
                  + " wrote byte "
                  + at
                  + "; expected nothing written");
        }
      }
    }
  }
}
