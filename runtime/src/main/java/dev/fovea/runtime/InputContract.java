package dev.fovea.runtime;

import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.TensorDesc;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks what a caller brings against what a graph expects. Immutable. */
final class InputContract {
  private final String prefix;
  private final List<GraphInput> inputs;
  private final List<String> names;

  /**
   * Creates a contract.
   *
   * @param prefix begins every message, for example {@code Session[net]: }
   */
  InputContract(String prefix, List<GraphInput> inputs) {
    this.prefix = prefix;
    this.inputs = inputs;
    this.names = inputs.stream().map(GraphInput::name).toList();
  }

  /** Returns the inputs' names in the graph's order. */
  List<String> names() {
    return names;
  }

  /**
   * Returns the descriptors in the graph's order; dense ones in their simplest form, so that equal
   * inputs have equal descriptors.
   *
   * @throws IllegalArgumentException naming the input, what it is and what was expected
   */
  Map<String, TensorDesc> check(Map<String, TensorDesc> given) {
    Map<String, TensorDesc> checked = new LinkedHashMap<>();
    Map<String, Bound> bounds = new HashMap<>();
    for (GraphInput input : inputs) {
      TensorDesc desc = given.get(input.name());
      if (desc == null) {
        throw problem(
            input.name() + " is missing; expected " + text(input) + "; given " + given.keySet());
      }
      checkOne(input, desc, bounds);
      checked.put(input.name(), desc.isDense() ? desc.plain() : desc);
    }
    for (String name : given.keySet()) {
      if (!checked.containsKey(name)) {
        throw problem(name + " is unknown; expected only " + names);
      }
    }
    return checked;
  }

  /** The extent that a symbol got, and from which input. */
  private record Bound(int extent, String input) {}

  private void checkOne(GraphInput input, TensorDesc desc, Map<String, Bound> bounds) {
    boolean fits =
        desc.dtype() == input.dtype()
            && desc.layout().isPlain()
            && desc.shape().rank() == input.dims().size();
    for (int axis = 0; fits && axis < input.dims().size(); axis++) {
      fits =
          !(input.dims().get(axis) instanceof Dim.Fixed dim)
              || desc.shape().dim(axis) == dim.size();
    }
    if (!fits) {
      throw mismatch(input, desc, "");
    }
    for (int axis = 0; axis < input.dims().size(); axis++) {
      if (input.dims().get(axis) instanceof Dim.Symbolic dim) {
        int extent = desc.shape().dim(axis);
        Bound bound = bounds.putIfAbsent(dim.name(), new Bound(extent, input.name()));
        if (bound != null && bound.extent() != extent) {
          String rule = " with " + dim.name() + " = " + bound.extent();
          throw mismatch(input, desc, rule + " as in input " + bound.input());
        }
      }
    }
  }

  private IllegalArgumentException mismatch(GraphInput input, TensorDesc desc, String rule) {
    return problem(input.name() + " is " + desc + "; expected " + text(input) + rule);
  }

  private static String text(GraphInput input) {
    List<String> dims = input.dims().stream().map(Dim::toString).toList();
    return input.dtype() + "[" + String.join(",", dims) + "]";
  }

  private IllegalArgumentException problem(String text) {
    return new IllegalArgumentException(prefix + "input " + text);
  }
}
