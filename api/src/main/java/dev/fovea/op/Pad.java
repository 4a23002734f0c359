package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Surrounds a tensor with a constant: dst[i] = src[i - begin] where that exists, the value
 * elsewhere, along every axis; bit for bit.
 *
 * <p>Shapes: src float32 with as many axes as there are begins; dst's extents are begin + extent +
 * end. Source: ONNX Pad-13 with mode constant.
 *
 * @param begins how much is put before, for every axis
 * @param ends how much is put behind, for every axis
 * @param value what is put there
 */
public record Pad(List<Integer> begins, List<Integer> ends, float value) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException on a negative or missing extent. */
  public Pad {
    begins = List.copyOf(begins);
    ends = List.copyOf(ends);
    require(
        begins.size() == ends.size(),
        "Pad",
        "begins are %s and ends %s; expected as many of both",
        begins,
        ends);
    require(
        begins.stream().allMatch(pad -> pad >= 0) && ends.stream().allMatch(pad -> pad >= 0),
        "Pad",
        "begins are %s and ends %s; expected 0 or more; use StridedSlice to cut",
        begins,
        ends);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape src = inputs.get(0).shape();
    require(
        src.rank() == begins.size(),
        type(),
        "input is %s; expected rank %d for begins %s and ends %s",
        src,
        begins.size(),
        begins,
        ends);
    long[] dst = new long[src.rank()];
    for (int axis = 0; axis < dst.length; axis++) {
      dst[axis] = (long) begins.get(axis) + src.dim(axis) + ends.get(axis);
    }
    return List.of(Checks.dst(this, dst));
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    return begins.size() == 4
        ? new ReceptiveField.Step(Size2d.ONE, Size2d.ONE, Size2d.ONE, begins.get(2), begins.get(3))
        : ReceptiveField.Step.POINTWISE;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.pad(this, inputs, options);
  }
}
