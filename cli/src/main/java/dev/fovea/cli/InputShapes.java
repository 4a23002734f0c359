package dev.fovea.cli;

import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The shapes to look at a network with, where its file leaves extents open. */
final class InputShapes {
  @Option(
      names = "--shape",
      paramLabel = "NAME=AxBxC",
      description = "The shape of an input whose extents are open; an open first one is 1.")
  private Map<String, String> shapes = new LinkedHashMap<>();

  /** Returns the descriptors of a network's inputs. */
  Map<String, TensorDesc> of(Graph graph) {
    Set<String> unknown = new java.util.TreeSet<>(shapes.keySet());
    Map<String, TensorDesc> descs = new LinkedHashMap<>();
    for (GraphInput input : graph.inputs()) {
      String given = shapes.get(input.name());
      unknown.remove(input.name());
      Shape shape = given == null ? declared(input) : parse(input.name(), given);
      descs.put(input.name(), TensorDesc.of(input.dtype(), shape));
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "--shape: inputs "
              + unknown
              + " are unknown; expected some of those whose"
              + " extents are open: "
              + open(graph));
    }
    return descs;
  }

  /** Returns the shapes that were given, by input. */
  Map<String, Shape> given() {
    Map<String, Shape> given = new LinkedHashMap<>();
    shapes.forEach((name, text) -> given.put(name, parse(name, text)));
    return given;
  }

  /** Inputs whose shape can be said; the weights of a sketch are inputs too. */
  private static List<String> open(Graph graph) {
    return graph.inputs().stream()
        .filter(input -> input.dims().stream().anyMatch(dim -> dim instanceof Dim.Symbolic))
        .map(GraphInput::name)
        .toList();
  }

  private static Shape declared(GraphInput input) {
    List<Integer> dims = new ArrayList<>();
    for (Dim dim : input.dims()) {
      if (dim instanceof Dim.Fixed fixed) {
        dims.add(fixed.size());
      } else if (dims.isEmpty()) {
        dims.add(1);
      } else {
        throw new IllegalArgumentException(
            "input["
                + input.name()
                + "]: extents are "
                + input.dims()
                + "; expected known ones; say them with --shape "
                + input.name()
                + "=1x3x224x224");
      }
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Shape parse(String name, String text) {
    try {
      String[] parts = text.split("x", -1);
      int[] dims = new int[parts.length];
      for (int i = 0; i < dims.length; i++) {
        dims[i] = Integer.parseInt(parts[i].strip());
      }
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--shape: " + name + " is " + text + "; expected numbers, for example 1x3x224x224", e);
    }
  }
}
