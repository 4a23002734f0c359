package dev.fovea.cli;

import dev.fovea.models.vision.Preprocessing;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.DType;
import java.util.List;
import java.util.Optional;

/** What the input of a network tells about the pictures it takes. */
final class PictureInput {
  private PictureInput() {}

  /** Tells whether pictures may go there at all. */
  static boolean fits(GraphInput input) {
    return input.dtype() == DType.FLOAT32 && input.dims().size() == 4;
  }

  /** Returns the picture stretched to the size of the input, 0 to 1, if its shape is fixed. */
  static Optional<Preprocessing> wantedBy(GraphInput input) {
    List<Dim> dims = input.dims();
    if (fits(input)
        && dims.get(1) instanceof Dim.Fixed c
        && (c.size() == 1 || c.size() == 3)
        && dims.get(2) instanceof Dim.Fixed h
        && dims.get(3) instanceof Dim.Fixed w) {
      return Optional.of(
          c.size() == 1
              ? Preprocessing.grey(h.size(), w.size())
              : Preprocessing.rgb(h.size(), w.size()));
    }
    return Optional.empty();
  }
}
