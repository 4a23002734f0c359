package dev.fovea.op;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * An operator that multiplies its input src by learned weights, adds an optional bias and ends with
 * an {@link Epilogue}: what a compiler may fold scales into and fuse work behind.
 */
public sealed interface Linear extends Op permits Conv2d, ConvTranspose2d, Dense {

  /** Returns the shape of the weights. */
  Shape weightsShape();

  /** Returns the number of output channels or features: the length of the bias. */
  int outputs();

  /** Returns the output channel or feature that an element of the weights contributes to. */
  int outputOf(int weight);

  /** Returns an upper limit of the number of products behind one output value. */
  int products();

  /** Tells whether there is a bias input. */
  boolean bias();

  /** Returns this operator with or without a bias input. */
  Linear bias(boolean changed);

  /** Returns what is fused behind. */
  Epilogue epilogue();

  /** Returns this operator with another epilogue. */
  Linear epilogue(Epilogue changed);

  /** {@inheritDoc} They are src, weights, and bias and residual if there are any. */
  @Override
  default List<Port> inputs() {
    List<Port> ports = new ArrayList<>(4);
    ports.add(Port.data("src"));
    ports.add(Port.parameter("weights"));
    if (bias()) {
      ports.add(Port.parameter("bias"));
    }
    if (epilogue().residual()) {
      ports.add(Port.data("residual"));
    }
    return List.copyOf(ports);
  }

  @Override
  default long parameterCount() {
    return weightsShape().elements() + (bias() ? outputs() : 0);
  }
}
