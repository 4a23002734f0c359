package dev.fovea.models.onnx.export;

import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Extents for the open dimensions of inputs, to try a network with.
 *
 * @param bySymbol an extent for each symbol, all of them different
 */
record Sizes(Map<String, Integer> bySymbol) {
  /** Common factors of maps to try: most networks halve theirs up to five times. */
  static final List<Integer> UNITS = List.of(32, 8, 1, 64);

  private static final int LEAST_IMAGES = 2;
  private static final int LEAST_UNITS = 7;

  /** Returns the symbols of some inputs, in order. */
  static Set<String> symbols(List<GraphInput> inputs) {
    Set<String> symbols = new LinkedHashSet<>();
    for (GraphInput input : inputs) {
      for (Dim dim : input.dims()) {
        if (dim instanceof Dim.Symbolic symbol) {
          symbols.add(symbol.name());
        }
      }
    }
    return symbols;
  }

  /** Returns multiples of a unit; symbols that only ever stand first get few images instead. */
  static Sizes multiples(List<GraphInput> inputs, int unit, int attempt) {
    Set<String> maps = new LinkedHashSet<>();
    for (GraphInput input : inputs) {
      for (int axis = 1; axis < input.dims().size(); axis++) {
        if (input.dims().get(axis) instanceof Dim.Symbolic symbol) {
          maps.add(symbol.name());
        }
      }
    }
    Map<String, Integer> sizes = new LinkedHashMap<>();
    int step = symbols(inputs).size();
    for (String symbol : symbols(inputs)) {
      int number = sizes.size() + attempt * step;
      sizes.put(
          symbol, maps.contains(symbol) ? unit * (LEAST_UNITS + number) : LEAST_IMAGES + number);
    }
    return new Sizes(sizes);
  }

  /** Returns sizes that are multiples of nothing, where these are. */
  Sizes odd() {
    Map<String, Integer> odd = new LinkedHashMap<>();
    bySymbol.forEach((symbol, size) -> odd.put(symbol, size + 1 + 2 * odd.size()));
    return new Sizes(odd);
  }

  /** Returns the descriptors of inputs at these sizes. */
  Map<String, TensorDesc> of(List<GraphInput> inputs) {
    Map<String, TensorDesc> descs = new LinkedHashMap<>();
    for (GraphInput input : inputs) {
      int[] dims = new int[input.dims().size()];
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = extent(input.dims().get(axis));
      }
      descs.put(input.name(), TensorDesc.of(input.dtype(), Shape.of(dims)));
    }
    return descs;
  }

  private int extent(Dim dim) {
    return dim instanceof Dim.Fixed fixed
        ? fixed.size()
        : bySymbol.getOrDefault(((Dim.Symbolic) dim).name(), 1);
  }
}
