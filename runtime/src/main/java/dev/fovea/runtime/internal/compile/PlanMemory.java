package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.internal.compile.MemoryPlan.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays intermediate values out in one arena in which those that never live at the same time share
 * memory. A sum lies where its residual was, if nobody reads that afterwards.
 *
 * <p>Greedy best fit: the largest value first, each into the smallest gap between values that live
 * beside it. Source: Pisarchyk and Lee, Efficient memory management for deep neural net inference
 * (2020), greedy by size.
 */
public final class PlanMemory {
  private PlanMemory() {}

  /** Returns the places of all values that a run needs memory for. */
  public static MemoryPlan apply(TypedGraph graph) {
    ViewRoots roots = graph.roots();
    Map<String, Integer> lastReads = lastReads(graph, roots);
    Set<String> results = Set.copyOf(graph.results());
    Map<String, Slot> wanted = new LinkedHashMap<>();
    long activationBytes = 0;
    for (int step = 0; step < graph.nodes().size(); step++) {
      TypedNode node = graph.nodes().get(step);
      if (graph.isView(node)) {
        continue;
      }
      for (String value : node.makes()) {
        activationBytes += graph.desc(value).plain().bytes();
        String root = roots.root(value);
        if (!results.contains(root) && !wanted.containsKey(root)) {
          int last = lastReads.getOrDefault(root, step);
          wanted.put(root, new Slot(0, graph.desc(root).bytes(), step, last));
        }
      }
    }
    Map<String, String> hosts = InPlaceResiduals.of(graph, wanted);
    Map<String, Slot> places = place(united(wanted, hosts));
    Map<String, Slot> placed = new LinkedHashMap<>();
    for (Map.Entry<String, Slot> entry : wanted.entrySet()) {
      Slot slot = entry.getValue();
      Slot host = places.getOrDefault(hosts.get(entry.getKey()), slot);
      placed.put(entry.getKey(), slot.at(host.offset()));
    }
    long arenaBytes = placed.values().stream().mapToLong(Slot::alignedEnd).max().orElse(0);
    return new MemoryPlan(placed, arenaBytes, activationBytes);
  }

  /** A read of a view is a read of the value whose memory it shares. */
  private static Map<String, Integer> lastReads(TypedGraph graph, ViewRoots roots) {
    Map<String, Integer> last = new HashMap<>();
    for (int step = 0; step < graph.nodes().size(); step++) {
      for (String value : graph.nodes().get(step).reads()) {
        last.put(roots.root(value), step);
      }
    }
    return last;
  }

  /** One slot for all values of one host, from the first step to the last. */
  private static Map<String, Slot> united(Map<String, Slot> wanted, Map<String, String> hosts) {
    Map<String, Slot> united = new LinkedHashMap<>();
    wanted.forEach((value, slot) -> united.merge(hosts.get(value), slot, Slot::with));
    return united;
  }

  private static Map<String, Slot> place(Map<String, Slot> wanted) {
    List<Map.Entry<String, Slot>> largestFirst = new ArrayList<>(wanted.entrySet());
    largestFirst.sort(Comparator.comparingLong(entry -> -entry.getValue().bytes()));
    PlacedSlots placed = new PlacedSlots(wanted.values());
    Map<String, Slot> places = new LinkedHashMap<>();
    for (Map.Entry<String, Slot> entry : largestFirst) {
      Slot slot = entry.getValue();
      List<Slot> beside = placed.beside(slot);
      beside.sort(Comparator.comparingLong(Slot::offset));
      Slot place = slot.at(bestGap(beside, slot.bytes()));
      placed.add(place);
      places.put(entry.getKey(), place);
    }
    return places;
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
