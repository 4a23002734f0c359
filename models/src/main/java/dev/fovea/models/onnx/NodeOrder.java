package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.fovea.models.onnx.OnnxImportException.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * The order in which nodes are mapped: each after those it reads from, otherwise as in the file.
 * Mappings look at constants and aliases that earlier nodes made, and files need not be sorted.
 */
final class NodeOrder {
  private final List<NodeProto> nodes;
  private final Map<String, Integer> makers = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Integer> indices = new ArrayList<>();

  NodeOrder(List<NodeProto> nodes, FileValues values) {
    this.nodes = nodes;
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        boolean known =
            values.initializers().containsKey(output) || values.inputs().containsKey(output);
        if (!output.isEmpty() && (known || makers.putIfAbsent(output, i) != null)) {
          problem(i, "makes " + output + ", which has another source; expected one");
        }
      }
    }
    int[] waiting = new int[nodes.size()];
    Map<Integer, List<Integer>> readers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      Set<Integer> sources = new HashSet<>();
      for (String input : nodes.get(i).getInputList()) {
        Integer maker = makers.get(input);
        if (maker != null) {
          sources.add(maker);
        } else if (!input.isEmpty()
            && !values.initializers().containsKey(input)
            && !values.isDeclaredInput(input)) {
          problem(
              i, "reads " + input + ", which has no source; expected a node, input or constant");
        }
      }
      waiting[i] = sources.size();
      for (int source : sources) {
        readers.computeIfAbsent(source, none -> new ArrayList<>()).add(i);
      }
    }
    sort(waiting, readers);
  }

  private void sort(int[] waiting, Map<Integer, List<Integer>> readers) {
    Queue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    while (!ready.isEmpty()) {
      int next = ready.remove();
      indices.add(next);
      for (int reader : readers.getOrDefault(next, List.of())) {
        if (--waiting[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] > 0) {
        problem(i, "waits for itself or for a node that does; expected no cycle");
      }
    }
  }

  private void problem(int index, String reason) {
    NodeProto node = nodes.get(index);
    String name = node.getName().isEmpty() ? node.getOpType() + "_" + index : node.getName();
    problems.add(new Problem(name, node.getOpType(), "", reason));
  }

  /** Returns positions in the file; nodes that wait for themselves are left out. */
  List<Integer> indices() {
    return indices;
  }

  List<Problem> problems() {
    return problems;
  }
}
