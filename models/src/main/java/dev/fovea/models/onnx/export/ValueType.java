package dev.fovea.models.onnx.export;

import dev.fovea.runtime.graph.Dim;
import dev.fovea.tensor.DType;
import java.util.List;

/**
 * What is known of a value for every size of the inputs.
 *
 * @param dtype what it is held as
 * @param dims its extents; {@link #UNKNOWN} where one follows from others in a way not known
 */
record ValueType(DType dtype, List<Dim> dims) {
  /** An extent that no name stands for. */
  static final Dim UNKNOWN = new Dim.Symbolic("");

  ValueType {
    dims = List.copyOf(dims);
  }

  int rank() {
    return dims.size();
  }

  boolean isFixed(int axis) {
    return dims.get(axis) instanceof Dim.Fixed;
  }

  /** Returns an extent that {@link #isFixed} says is one; -1 for another. */
  int dim(int axis) {
    return dims.get(axis) instanceof Dim.Fixed fixed ? fixed.size() : -1;
  }

  /** Tells whether all extents of two values are the same, whatever the sizes of the inputs. */
  boolean hasShapeOf(ValueType other) {
    return dims.equals(other.dims) && !dims.contains(UNKNOWN);
  }
}
