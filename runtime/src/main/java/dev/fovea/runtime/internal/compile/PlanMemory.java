package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.internal.compile.MemoryPlan.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays intermediate values out in one arena in which those that never live at the same time share
 * memory.
 *
 * <p>Greedy best fit: the largest value first, each into the smallest gap between values that live
 * beside it. Source: Pisarchyk and Lee, Efficient memory management for deep neural net inference
 * (2020), greedy by size.
 */
public final class PlanMemory {
  private PlanMemory() {}

  /** Returns the places of all values that a run needs memory for. */
  public static MemoryPlan apply(TypedGraph graph) {
    Map<String, Integer> lastReads = lastReads(graph);
    Map<String, Slot> wanted = new LinkedHashMap<>();
    long activationBytes = 0;
    for (int step = 0; step < graph.nodes().size(); step++) {
      TypedNode node = graph.nodes().get(step);
      if (graph.isView(node)) {
        continue;
      }
      for (String value : node.makes()) {
        long bytes = graph.desc(value).bytes();
        activationBytes += bytes;
        if (!graph.results().contains(value)) {
          int last = lastReads.getOrDefault(value, step);
          wanted.put(value, new Slot(0, bytes, step, last));
        }
      }
    }
    Map<String, Slot> placed = place(wanted);
    long arenaBytes = placed.values().stream().mapToLong(Slot::alignedEnd).max().orElse(0);
    return new MemoryPlan(placed, arenaBytes, activationBytes);
  }

  /** A read of a view is a read of the value whose memory it shares. */
  private static Map<String, Integer> lastReads(TypedGraph graph) {
    Map<String, Integer> last = new HashMap<>();
    for (int step = 0; step < graph.nodes().size(); step++) {
      for (String value : graph.nodes().get(step).reads()) {
        last.put(graph.root(value), step);
      }
    }
    return last;
  }

  private static Map<String, Slot> place(Map<String, Slot> wanted) {
    List<Map.Entry<String, Slot>> largestFirst = new ArrayList<>(wanted.entrySet());
    largestFirst.sort(Comparator.comparingLong(entry -> -entry.getValue().bytes()));
    Map<String, Slot> placed = new LinkedHashMap<>();
    for (Map.Entry<String, Slot> entry : largestFirst) {
      Slot slot = entry.getValue();
      List<Slot> beside =
          placed.values().stream()
              .filter(slot::livesBeside)
              .sorted(Comparator.comparingLong(Slot::offset))
              .toList();
      long offset = bestGap(beside, slot.bytes());
      placed.put(entry.getKey(), new Slot(offset, slot.bytes(), slot.firstStep(), slot.lastStep()));
    }
    return placed;
  }

  private static long bestGap(List<Slot> sorted, long bytes) {
    long best = -1;
    long bestSize = Long.MAX_VALUE;
    long end = 0;
    for (Slot slot : sorted) {
      long gap = slot.offset() - end;
      if (gap >= bytes && gap < bestSize) {
        best = end;
        bestSize = gap;
      }
      end = Math.max(end, slot.alignedEnd());
    }
    return best >= 0 ? best : end;
  }
}
