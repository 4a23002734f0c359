package dev.fovea.bench.layers;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Op;
import dev.fovea.op.Size2d;

/** What layers are compared with each other. */
enum LayerKind {
  POINTWISE("1x1"),
  POINTWISE_STRIDED("1x1, stride 2"),
  SQUARE("3x3"),
  SQUARE_STRIDED("3x3, stride 2"),
  FIRST_SQUARE("3x3, first layer"),
  FIRST_LARGE("7x7, first layer"),
  OTHER("other windows"),
  GROUPED("grouped"),
  DEPTHWISE("depthwise"),
  DENSE("fully connected"),
  POOLING("pooling");

  private static final int FEW_CHANNELS = 4;

  private final String label;

  LayerKind(String label) {
    this.label = label;
  }

  static LayerKind of(Op op) {
    if (op instanceof Conv2d conv) {
      return of(conv);
    }
    return op instanceof Dense ? DENSE : POOLING;
  }

  private static LayerKind of(Conv2d conv) {
    if (conv.groups() > 1) {
      boolean alone = conv.groups() == conv.inChannels() && conv.groups() == conv.outChannels();
      return alone ? DEPTHWISE : GROUPED;
    }
    Size2d kernel = conv.window().kernel();
    boolean strided = !conv.window().strides().equals(Size2d.ONE);
    if (kernel.equals(Size2d.ONE)) {
      return strided ? POINTWISE_STRIDED : POINTWISE;
    }
    boolean square = kernel.equals(new Size2d(3, 3));
    if (conv.inChannels() <= FEW_CHANNELS) {
      return square ? FIRST_SQUARE : FIRST_LARGE;
    }
    return square ? strided ? SQUARE_STRIDED : SQUARE : OTHER;
  }

  @JsonValue
  String label() {
    return label;
  }
}
