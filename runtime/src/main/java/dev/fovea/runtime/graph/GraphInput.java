package dev.fovea.runtime.graph;

import dev.fovea.tensor.DType;
import java.util.List;

/**
 * A value that every run must bring.
 *
 * @param name the value's name
 * @param dtype its element type
 * @param dims its extents
 */
public record GraphInput(String name, DType dtype, List<Dim> dims) {
  /** Creates an input. */
  public GraphInput {
    dims = List.copyOf(dims);
  }
}
