package dev.fovea.runtime.graph;

import dev.fovea.op.Op;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Where a node's operator comes from. */
public sealed interface OpSource {

  /** Returns the operator's name for messages, before it is known. */
  String type();

  /**
   * The operator is known.
   *
   * @param op the operator
   */
  record Fixed(Op op) implements OpSource {
    @Override
    public String type() {
      return op.type();
    }
  }

  /**
   * The operator is known once shapes are, and perhaps the values of some constants or graph inputs
   * (ONNX gives Reshape its shape and Clip its limits that way).
   *
   * @param type the operator's name
   * @param deciders values that decide the operator and are not among the node's inputs; each must
   *     be a constant, a graph input, or made of constants and of shapes alone
   * @param resolver makes the operator
   */
  record Deferred(String type, List<String> deciders, Resolver resolver) implements OpSource {
    /** Creates the source. */
    public Deferred {
      deciders = List.copyOf(deciders);
    }
  }

  /** Makes an operator from what is known at compile time. */
  @FunctionalInterface
  interface Resolver {
    /**
     * Returns the operator.
     *
     * @param inputs the descriptors of the node's inputs
     * @param deciders the deciding tensors, open during the call, in order
     * @throws dev.fovea.op.OperatorException if there is none
     */
    Op resolve(List<TensorDesc> inputs, List<Tensor> deciders);
  }
}
