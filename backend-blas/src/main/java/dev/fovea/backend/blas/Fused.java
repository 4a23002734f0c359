package dev.fovea.backend.blas;

import dev.fovea.op.Activation;
import dev.fovea.op.Epilogue;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Operands;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;

/**
 * Bias, residual and activation of a convolution, applied to a block of dst while it is in the
 * cache: {@code rows} channels, each {@code columns} contiguous positions.
 */
final class Fused {
  /** Floats that are taken to the heap at a time. */
  private static final int STAGE = 2048;

  private static final Activation NOTHING = Activation.identity();

  private final boolean bias;
  private final boolean residual;
  private final int residualInput;
  private final Activation activation;

  /** Whether the activation is part of the loop that adds a channel's bias. */
  private final boolean addsBias;

  private Fused(boolean bias, Epilogue epilogue) {
    this.bias = bias;
    this.residual = epilogue.residual();
    this.residualInput = bias ? 3 : 2;
    this.activation = epilogue.activation();
    this.addsBias = Loops.addsBias(activation);
  }

  /** Inputs are src, weights, bias if there is one, residual if there is one. */
  static Fused of(boolean bias, Epilogue epilogue) {
    return new Fused(bias, epilogue);
  }

  static ErrorModel errorModel(int products, Epilogue epilogue) {
    return new ErrorModel.Direct(products, Exponentials.ulps(epilogue.activation()));
  }

  /** Puts the residual where the product goes; returns how much of it the product keeps: 0 or 1. */
  float begin(
      Workspace workspace,
      Operands operands,
      Call call,
      int image,
      int first,
      int rows,
      int stride,
      int columns) {
    if (!residual) {
      return 0;
    }
    Tensor source = operands.get(residualInput, call);
    long from = Addresses.image(source, image);
    long to = Addresses.image(call.dsts().get(0), image);
    if (from != to) {
      for (int r = 0; r < rows; r++) {
        long at = first + (long) r * stride;
        workspace.copy(Floats.element(from, at), Floats.element(to, at), columns);
      }
    }
    return 1;
  }

  /** Adds the bias of channels {@code channel} on and applies the activation. */
  void finish(
      Workspace workspace,
      Operands operands,
      Call call,
      int image,
      int channel,
      int first,
      int rows,
      int stride,
      int columns) {
    if (!bias && activation.isIdentity()) {
      return;
    }
    float[] biases = biases(workspace, operands, call, channel, rows);
    long dst = Addresses.image(call.dsts().get(0), image);
    int together = stride == columns ? Math.max(1, STAGE / columns) : 1;
    int stage = Math.min(columns, STAGE);
    float[] values = workspace.array(Workspace.OUT, Math.max(STAGE, stage));
    Activation withBias = addsBias ? activation : NOTHING;
    for (int r = 0; r < rows; r += together) {
      int count = Math.min(together, rows - r);
      for (int c = 0; c < columns; c += stage) {
        int width = Math.min(stage, columns - c);
        long at = Floats.element(dst, first + (long) r * stride + c);
        workspace.memory.load(at, values, 0, count * width);
        for (int i = 0; i < count; i++) {
          Loops.activate(withBias, values, biases[r + i], i * width, (i + 1) * width);
        }
        if (!addsBias) {
          Loops.activate(workspace, activation, values, 0, count * width);
        }
        workspace.memory.store(values, 0, count * width, at);
      }
    }
  }

  /** Returns the biases of channels; zeros if there are none. */
  float[] biases(Workspace workspace, Operands operands, Call call, int channel, int count) {
    float[] biases = workspace.array(Workspace.BIAS, count);
    if (bias) {
      workspace.load(operands.get(2, call), channel, biases, count);
    } else {
      Arrays.fill(biases, 0, count, 0f);
    }
    return biases;
  }

  /**
   * Adds the residual of {@code count} elements of dst to values on the heap, from {@code at} on.
   */
  void addResidual(
      Workspace workspace,
      Operands operands,
      Call call,
      int image,
      long first,
      float[] values,
      int at,
      int count) {
    if (residual) {
      long from = Addresses.image(operands.get(residualInput, call), image);
      float[] more = workspace.array(Workspace.AUX, count);
      workspace.memory.load(Floats.element(from, first), more, 0, count);
      Loops.add(values, at, more, count);
    }
  }

  Activation activation() {
    return activation;
  }
}
