package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The backend that a check looks at, with the few steps that most checks take.
 *
 * @param backend the backend
 */
public record Subject(Backend backend) {

  /**
   * Plans, builds and runs an operator once on one thread; every parameter is constant.
   *
   * @param op the operator
   * @param inputs all inputs in the order of {@link Op#inputs()}; they stay the caller's
   * @return the outputs, the caller's to close
   */
  public List<Tensor> run(Op op, Tensor... inputs) {
    return run(op, PlanOptions.DEFAULT, Workers.single(), List.of(inputs));
  }

  /**
   * Plans, builds and runs an operator once; see {@link #run(Op, Tensor...)}. Inputs are plain; a
   * plan that asks for another layout gets copies, as the compiler would make them.
   */
  public List<Tensor> run(Op op, PlanOptions options, Workers workers, List<Tensor> inputs) {
    Plan plan = op.planOn(backend, inputs.stream().map(Tensor::desc).toList(), options);
    Map<String, Tensor> constants = new HashMap<>();
    List<Tensor> srcs = new ArrayList<>();
    List<Tensor> copies = new ArrayList<>();
    List<Tensor> dsts = new ArrayList<>();
    List<Port> ports = op.inputs();
    try {
      for (int i = 0; i < ports.size(); i++) {
        Tensor input = inputs.get(i);
        if (!input.desc().matches(plan.inputs().get(i))) {
          input = Tensor.allocate(plan.inputs().get(i)).copyFrom(input.toFloats());
          copies.add(input);
        }
        if (plan.isConstant(i)) {
          constants.put(ports.get(i).name(), input);
        } else {
          srcs.add(input);
        }
      }
      for (TensorDesc dst : plan.dsts()) {
        dsts.add(Tensor.allocate(dst));
      }
      try (Kernel kernel = plan.build(constants);
          Tensor scratch = Rig.scratch(plan, workers.count())) {
        kernel.run(srcs, dsts, scratch, workers);
        return dsts;
      }
    } catch (RuntimeException | Error e) {
      dsts.forEach(Tensor::close);
      throw e;
    } finally {
      copies.forEach(Tensor::close);
    }
  }

  /** Runs an operator on values and returns the values of its first output. */
  public float[] floats(Op op, Values... inputs) {
    List<Tensor> tensors = new ArrayList<>();
    try {
      Arrays.stream(inputs).forEach(values -> tensors.add(values.toTensor()));
      List<Tensor> outputs = run(op, tensors.toArray(Tensor[]::new));
      try {
        return outputs.get(0).toFloats();
      } finally {
        outputs.forEach(Tensor::close);
      }
    } finally {
      tensors.forEach(Tensor::close);
    }
  }
}
