package dev.fovea.backend.simd;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Padding;
import dev.fovea.op.Port;
import dev.fovea.op.Reorder;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An operator that the backend has kernels for, with descriptors of its inputs: most are sound, in
 * others a number is negative, zero or absurd. Making one may throw, as its parts do.
 */
final class HostileProblem {
  private static final int[] ABSURD = {
    0,
    -1,
    -8,
    255,
    1 << 15,
    46_341,
    65_536,
    1 << 20,
    1 << 24,
    1 << 30,
    (1 << 30) - 1,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 1,
    Integer.MIN_VALUE
  };

  /** One of so many numbers is absurd. */
  private final int rarity;

  private final Random random;

  HostileProblem(Random random) {
    this.random = random;
    this.rarity = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 8 + random.nextInt(60);
  }

  /** Returns a number from 1 to {@code most}, or an absurd one. */
  private int number(int most) {
    return random.nextInt(rarity) == 0
        ? ABSURD[random.nextInt(ABSURD.length)]
        : 1 + random.nextInt(most);
  }

  /** Returns 0 more often than not. */
  private int padding() {
    return random.nextBoolean() ? 0 : number(3);
  }

  private Size2d size(int most) {
    return new Size2d(number(most), number(most));
  }

  /** A dilation down and perhaps a stride along, both absurd, with as much padding: few outputs. */
  private Window2d spread() {
    int far = (1 << (28 + random.nextInt(3))) - random.nextInt(2);
    boolean wide = random.nextBoolean();
    Padding padding = Padding.of(random.nextInt(3) + far, wide ? far : 0, 0, 0);
    return new Window2d(
        new Size2d(2, 1), new Size2d(1, wide ? far : 1), new Size2d(far, 1), padding);
  }

  private Window2d window() {
    if (random.nextInt(20) == 0) {
      return spread();
    }
    Padding padding =
        switch (random.nextInt(6)) {
          case 0 -> Padding.Same.UPPER;
          case 1 -> Padding.Same.LOWER;
          default -> Padding.of(padding(), padding(), padding(), padding());
        };
    return new Window2d(size(4), size(3), size(2), padding);
  }

  private Epilogue epilogue() {
    Activation activation =
        switch (random.nextInt(5)) {
          case 0 -> Activation.sigmoid();
          case 1 -> Activation.clip(0, 6);
          case 2 -> Activation.mish();
          case 3 -> Activation.shrink(-0.5f, 0.5f);
          default -> Activation.identity();
        };
    return new Epilogue(activation, random.nextInt(4) == 0);
  }

  /** Returns an operator; its numbers need not fit any input. */
  Op op() {
    return switch (random.nextInt(14)) {
      case 0, 1 -> conv2d();
      case 2 -> {
        int channels = number(40);
        yield Conv2d.of(channels, channels, window())
            .groups(channels)
            .bias(random.nextBoolean())
            .epilogue(epilogue());
      }
      case 3, 4 ->
          ConvTranspose2d.of(number(20), number(40), window())
              .groups(random.nextInt(3) == 0 ? number(4) : 1)
              .bias(random.nextBoolean())
              .outputPadding(random.nextInt(3) == 0 ? size(2) : Size2d.ZERO)
              .epilogue(epilogue());
      case 5 -> new MaxPool2d(window(), one(Rounding.values()), one(MaxPool2d.Indices.values()));
      case 6 -> new AveragePool2d(window(), one(Rounding.values()), random.nextBoolean());
      case 7 -> new GlobalAveragePool();
      case 8 -> new GlobalMaxPool();
      case 9 -> Dense.of(number(70), number(70)).bias(random.nextBoolean()).epilogue(epilogue());
      case 10 -> random.nextBoolean() ? Activation.silu() : Activation.softplus();
      case 11 -> random.nextBoolean() ? new Add() : new Arithmetic(Arithmetic.Function.MUL);
      case 12 -> new Concat(random.nextInt(8) == 0 ? number(5) : 1, 1 + random.nextInt(3));
      default -> new Reorder(random.nextBoolean() ? Layout.PLAIN : new Layout(block()));
    };
  }

  private Conv2d conv2d() {
    int groups = random.nextInt(3) == 0 ? number(4) : 1;
    int ic = number(20) * groups;
    int oc = number(40) * groups;
    return Conv2d.of(ic, oc, window())
        .groups(groups)
        .bias(random.nextBoolean())
        .mode(one(Conv2d.Mode.values()))
        .epilogue(epilogue());
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private int block() {
    return random.nextInt(rarity) == 0
        ? ABSURD[random.nextInt(ABSURD.length)]
        : 4 << random.nextInt(3);
  }

  /** Returns descriptors that fit an operator, but for a few numbers. */
  List<TensorDesc> inputs(Op op) {
    Shape map = Shape.of(number(3), channels(op), number(12), number(20));
    List<TensorDesc> inputs = new ArrayList<>();
    List<Port> ports = op.inputs();
    for (int i = 0; i < ports.size(); i++) {
      inputs.add(
          switch (ports.get(i).name()) {
            case "weights" -> desc(weights(op));
            case "bias" -> TensorDesc.of(outputs(op));
            case "residual" -> residual(op, inputs);
            default -> desc(i == 0 ? src(op, map) : other(op, map));
          });
    }
    if (random.nextInt(rarity) == 0 && !inputs.isEmpty()) {
      inputs.remove(random.nextInt(inputs.size()));
    }
    return inputs;
  }

  private int channels(Op op) {
    if (op instanceof Conv2d conv) {
      return conv.inChannels();
    }
    return op instanceof ConvTranspose2d conv ? conv.inChannels() : number(40);
  }

  private static Shape weights(Op op) {
    if (op instanceof Conv2d conv) {
      return conv.weightsShape();
    }
    return op instanceof Dense dense ? dense.weightsShape() : ((ConvTranspose2d) op).weightsShape();
  }

  private static int outputs(Op op) {
    if (op instanceof Conv2d conv) {
      return conv.outputs();
    }
    return op instanceof Dense dense ? dense.outputs() : ((ConvTranspose2d) op).outputs();
  }

  private Shape src(Op op, Shape map) {
    if (op instanceof Dense dense) {
      return Shape.of(number(20), dense.inFeatures());
    }
    return random.nextInt(rarity) == 0 ? Shape.of(number(9)) : map;
  }

  /** What stands beside a map: as large, a gate, or any other. */
  private Shape other(Op op, Shape map) {
    if (op instanceof Concat) {
      return map.with(1, number(40));
    }
    return switch (random.nextInt(4)) {
      case 0 -> map.with(2, 1).with(3, 1);
      case 1 -> map.with(random.nextInt(4), number(9));
      default -> map;
    };
  }

  private TensorDesc residual(Op op, List<TensorDesc> inputs) {
    List<TensorDesc> with = new ArrayList<>(inputs);
    with.add(TensorDesc.of(1));
    try {
      return desc(op.infer(with).get(0).shape());
    } catch (IllegalArgumentException e) {
      // It names the shape that is expected, but only to people.
      return inputs.get(0);
    }
  }

  /** Returns a descriptor in some layout, perhaps a slice, perhaps of another type. */
  private TensorDesc desc(Shape shape) {
    DType type = random.nextInt(rarity) == 0 ? one(DType.values()) : DType.FLOAT32;
    boolean blocked = shape.rank() == 4 && random.nextInt(3) == 0;
    Layout layout = blocked ? new Layout(block()) : Layout.PLAIN;
    TensorDesc dense = TensorDesc.of(type, shape, layout);
    if (random.nextInt(4) > 0) {
      return dense;
    }
    long gap = random.nextInt(rarity) == 0 ? number(3) * (1L << 33) : random.nextInt(5);
    return new TensorDesc(type, shape, layout, dense.imageElements() + gap);
  }
}
