package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.internal.compile.MemoryPlan.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Slots that have their place, found by when they live: a tree over the steps in which slots begin,
 * whose nodes know the last step of all below. Finding k slots among n takes O((k + 1) log n).
 */
final class PlacedSlots {
  private final int leaves;
  private final int[] lastSteps;
  private final List<List<Slot>> byFirstStep = new ArrayList<>();

  /** Creates an empty set for slots that begin no later than the last of these. */
  PlacedSlots(Collection<Slot> wanted) {
    int steps = 1 + wanted.stream().mapToInt(Slot::firstStep).max().orElse(0);
    leaves = steps <= 1 ? 1 : Integer.highestOneBit(steps - 1) << 1;
    lastSteps = new int[2 * leaves];
    Arrays.fill(lastSteps, -1);
    for (int step = 0; step < steps; step++) {
      byFirstStep.add(new ArrayList<>(1));
    }
  }

  void add(Slot slot) {
    byFirstStep.get(slot.firstStep()).add(slot);
    for (int node = leaves + slot.firstStep(); node > 0; node /= 2) {
      lastSteps[node] = Math.max(lastSteps[node], slot.lastStep());
    }
  }

  /** Returns the slots that live at some step of this one. */
  List<Slot> beside(Slot slot) {
    List<Slot> found = new ArrayList<>();
    collect(slot, 1, 0, leaves, found);
    return found;
  }

  private void collect(Slot slot, int node, int from, int to, List<Slot> found) {
    if (from > slot.lastStep() || lastSteps[node] < slot.firstStep()) {
      return;
    }
    if (node < leaves) {
      int middle = (from + to) / 2;
      collect(slot, 2 * node, from, middle, found);
      collect(slot, 2 * node + 1, middle, to, found);
      return;
    }
    for (Slot placed : byFirstStep.get(from)) {
      if (placed.livesBeside(slot)) {
        found.add(placed);
      }
    }
  }
}
