package dev.fovea.models.net;

import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Linear;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;

/**
 * Seeded weights of an untrained network, the same on every machine.
 *
 * <p>Weights are uniform in [-limit, limit), limit = sqrt(3 variance); each tensor has a stream of
 * its own that starts from the seed and the tensor's name, so that adding a layer changes no other.
 * The generator is SplitMix64 (Steele, Lea and Flood 2014), of which the upper 24 bits are used.
 *
 * <p>Behind He's weights, biases, those of batch normalisation as well, have variance 1/10 instead
 * of 0. Of functions like SiLU, E f(x)^2 grows faster than E x^2, so that a picture half as bright
 * as expected would fade from layer to layer; a share of the power that depends on no picture holds
 * it (Schoenholz et al., Deep information propagation, 2017).
 *
 * @param scheme which variance
 * @param seed any number
 */
public record Initialiser(Scheme scheme, long seed) {

  /** Which variance weights get. */
  public enum Scheme {
    /**
     * 1 / (fanIn E[x^2]), x being what the layer reads: 2 / fanIn behind a ReLU. He et al. (2015).
     */
    HE,
    /** 2 / (fanIn + fanOut). Glorot and Bengio (2010). */
    GLOROT
  }

  /** Of the biases behind weights after He et al. */
  static final double BIAS_VARIANCE = 0.1;

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final float UNIT = 0x1p-24f;

  /** Returns weights after He et al. */
  public static Initialiser he(long seed) {
    return new Initialiser(Scheme.HE, seed);
  }

  /** Returns weights after Glorot and Bengio. */
  public static Initialiser glorot(long seed) {
    return new Initialiser(Scheme.GLOROT, seed);
  }

  /** Makes the weights of an operator that reads a signal of this power; the caller closes them. */
  Tensor weights(String name, Linear op, double power) {
    Shape shape = op.weightsShape();
    double fanIn = op.products();
    double variance =
        switch (scheme) {
          case HE -> 1 / (fanIn * power);
          case GLOROT -> 2 / (fanIn + fanOut(op));
        };
    return uniform(name, shape, (float) Math.sqrt(3 * variance));
  }

  /** Makes a bias for each output; the caller closes them. */
  Tensor biases(String name, TensorDesc desc) {
    return switch (scheme) {
      case HE -> uniform(name, desc.shape(), (float) Math.sqrt(3 * BIAS_VARIANCE));
      case GLOROT -> Tensor.allocate(desc);
    };
  }

  /** Returns how many weights an element of the input meets, strides left out of account. */
  private static double fanOut(Linear op) {
    double weights = op.weightsShape().elements();
    if (op instanceof Conv2d conv) {
      return weights / conv.inChannels();
    }
    if (op instanceof ConvTranspose2d conv) {
      return weights / conv.inChannels();
    }
    return op.outputs();
  }

  private Tensor uniform(String name, Shape shape, float limit) {
    Tensor tensor = Tensor.allocate(TensorDesc.of(shape));
    FloatBuffer values = tensor.floats();
    long state = start(name);
    for (int i = 0; i < values.capacity(); i++) {
      state += GOLDEN_GAMMA;
      float unit = (mixed(state) >>> 40) * UNIT;
      values.put(i, limit * (2 * unit - 1));
    }
    return tensor;
  }

  private long start(String name) {
    long state = mixed(seed);
    for (int i = 0; i < name.length(); i++) {
      state = mixed(state + name.charAt(i));
    }
    return state;
  }

  private static long mixed(long state) {
    long z = state + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
