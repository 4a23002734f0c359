package dev.fovea.runtime.internal.exec;

import dev.fovea.runtime.internal.compile.MemoryPlan;
import dev.fovea.runtime.internal.compile.Program;
import dev.fovea.runtime.internal.compile.TypedGraph;
import dev.fovea.runtime.internal.compile.ViewRoots;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of a program by number, and where each one's memory comes from. Immutable.
 *
 * <p>A value is fixed if its memory is the same in every run of an arena: it lies in the arena, is
 * a constant, or is a view of one of these. Inputs, results and their views change with every run.
 */
final class ValueTable {
  /** A value that lies in the arena. */
  record InArena(int id, TensorDesc desc, long offset) {}

  /** A value that lies in another's memory, some bytes behind its start. */
  record View(int id, int root, TensorDesc desc, long offset) {}

  /** A value that is handed to the caller: made in memory of its own, or copied. */
  record Result(String name, int id, TensorDesc desc, boolean copied) {}

  /** A value that outlives every run. */
  record Constant(int id, Tensor tensor) {}

  private final Map<String, Integer> ids = new HashMap<>();
  private final Set<Integer> changing = new HashSet<>();
  private final int[] inputs;
  private final List<InArena> inArena = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final List<Result> results = new ArrayList<>();
  private final List<View> fixedViews = new ArrayList<>();
  private final List<View> changingViews = new ArrayList<>();

  ValueTable(Program program) {
    TypedGraph graph = program.graph();
    graph.values().keySet().forEach(name -> ids.put(name, ids.size()));
    inputs = ids(graph.inputs());
    for (int input : inputs) {
      changing.add(input);
    }
    graph.constants().forEach((name, tensor) -> constants.add(new Constant(id(name), tensor)));
    for (String name : graph.results()) {
      boolean copied = graph.inputs().contains(name) || graph.constants().containsKey(name);
      results.add(new Result(name, id(name), graph.desc(name).plain(), copied));
      if (!copied) {
        changing.add(id(name));
      }
    }
    for (Map.Entry<String, MemoryPlan.Slot> slot : program.memory().slots().entrySet()) {
      String name = slot.getKey();
      inArena.add(new InArena(id(name), graph.desc(name), slot.getValue().offset()));
    }
    ViewRoots roots = graph.roots();
    for (String name : graph.views().keySet()) {
      View view = new View(id(name), id(roots.root(name)), graph.desc(name), roots.offset(name));
      if (changing.contains(view.root())) {
        changingViews.add(view);
      } else {
        fixedViews.add(view);
      }
    }
    changingViews.forEach(view -> changing.add(view.id()));
  }

  private int id(String name) {
    Integer id = ids.get(name);
    if (id == null) {
      throw new IllegalArgumentException("Program: value " + name + " is unknown");
    }
    return id;
  }

  /** Returns the numbers of values, in order. */
  int[] ids(List<String> names) {
    return names.stream().mapToInt(this::id).toArray();
  }

  /** Tells whether the memory of all these values is the same in every run of an arena. */
  boolean areFixed(int[] values) {
    for (int value : values) {
      if (changing.contains(value)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the values whose memory changes with every run. */
  Set<Integer> changing() {
    return changing;
  }

  int count() {
    return ids.size();
  }

  int input(int index) {
    return inputs[index];
  }

  List<InArena> inArena() {
    return inArena;
  }

  List<Constant> constants() {
    return constants;
  }

  List<Result> results() {
    return results;
  }

  List<View> fixedViews() {
    return fixedViews;
  }

  List<View> changingViews() {
    return changingViews;
  }
}
