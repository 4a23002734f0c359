package dev.fovea.conformance;

import dev.fovea.tensor.Tensor;
import java.util.List;

/** What a run allocates off the heap, read at every task. */
final class Allocations {
  private Allocations() {}

  static void check(Rig rig) {
    List<Tensor> dsts = rig.newDsts();
    Tensor scratch = rig.newScratch(1);
    long before = Tensor.liveBytes();
    Runnable look = () -> requireLive(rig, before);
    rig.run(rig.srcs(), dsts, scratch, AdversarialWorkers.doing(look));
    look.run();
  }

  private static void requireLive(Rig rig, long before) {
    long more = Tensor.liveBytes() - before;
    if (more != 0) {
      throw new AssertionError(
          "a run allocates "
              + more
              + " bytes off the heap; expected declared scratch memory only; "
              + rig.plan()
              + "\n  problem: "
              + rig.problem());
    }
  }
}
