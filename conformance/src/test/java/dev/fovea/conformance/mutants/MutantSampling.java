package dev.fovea.conformance.mutants;

import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Resize;
import dev.fovea.op.Resize.Coordinates;
import dev.fovea.op.ResizeTaps;
import dev.fovea.op.Sampling;
import dev.fovea.op.Sampling.Cubic;
import dev.fovea.op.Sampling.Linear;
import dev.fovea.op.Sampling.Nearest;
import dev.fovea.op.Sampling.Rounding;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Resizes of another record than asked for, deformable convolutions of other offsets. */
final class MutantSampling {
  private MutantSampling() {}

  static Plan resize(
      Mutant mutant, Backend reference, Resize op, List<TensorDesc> inputs, PlanOptions options) {
    if (mutant == Mutant.RESIZE_INT64_THROUGH_FLOAT
        && inputs.stream().anyMatch(input -> input.dtype() == DType.INT64)) {
      return Plan.of(op, inputs, options)
          .build(
              "reference:resize:mutant", ErrorModel.exact(), operands -> call -> floats(op, call));
    }
    // The record with one thing changed is the fault.
    Sampling sampling = op.sampling();
    Resize used =
        switch (mutant) {
          case RESIZE_ROUNDS_ALIKE -> with(op, rounded(sampling), op.coordinates());
          case RESIZE_HALF_PIXEL_FORGOTTEN -> with(op, sampling, asymmetric(op.coordinates()));
          case RESIZE_CUBIC_OF_ONE_KIND -> with(op, coefficient(sampling), op.coordinates());
          case RESIZE_FILTER_NOT_STRETCHED ->
              with(op, filter(sampling, false, true), op.coordinates());
          case RESIZE_BORDER_REPEATED -> with(op, filter(sampling, true, false), op.coordinates());
          case RESIZE_EXTRAPOLATES_ZERO ->
              new Resize(op.axes(), op.fit(), sampling, op.coordinates(), 0);
          default -> op;
        };
    return MutantStrides.plan(mutant, reference, used, inputs, options);
  }

  private static Resize with(Resize op, Sampling sampling, Coordinates coordinates) {
    return new Resize(op.axes(), op.fit(), sampling, coordinates, op.extrapolation());
  }

  private static Sampling rounded(Sampling sampling) {
    return sampling instanceof Nearest ? new Nearest(Rounding.HALF_DOWN) : sampling;
  }

  private static Coordinates asymmetric(Coordinates coordinates) {
    return coordinates == Coordinates.HALF_PIXEL ? Coordinates.ASYMMETRIC : coordinates;
  }

  private static Sampling coefficient(Sampling sampling) {
    return sampling instanceof Cubic cubic
        ? new Cubic(-0.75f, cubic.antialias(), cubic.excludeOutside())
        : sampling;
  }

  private static Sampling filter(Sampling sampling, boolean antialias, boolean excludeOutside) {
    if (sampling instanceof Linear linear) {
      return new Linear(antialias && linear.antialias(), excludeOutside && linear.excludeOutside());
    }
    return sampling instanceof Cubic cubic
        ? new Cubic(
            cubic.a(), antialias && cubic.antialias(), excludeOutside && cubic.excludeOutside())
        : sampling;
  }

  private static void floats(Resize op, Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int row = src.shape().rank() - 1;
    ResizeTaps taps = op.taps(src.shape(), row);
    for (int i = 0; i < dst.shape().elements(); i++) {
      int at = i / taps.outputs() * taps.inputs() + taps.index(taps.first(i % taps.outputs()));
      dst.longs().put(i, (long) (float) src.longs().get(at));
    }
  }

  static Plan deform(
      Mutant mutant,
      Backend reference,
      DeformConv2d op,
      List<TensorDesc> inputs,
      PlanOptions options) {
    if (!mutant.name().startsWith("DEFORM_")) {
      return MutantStrides.plan(mutant, reference, op, inputs, options);
    }
    String[] parameters = op.bias() ? new String[] {"weights", "bias"} : new String[] {"weights"};
    Plan inner = reference.deformConv2d(op, inputs, options.variable(parameters));
    return Plan.of(op, inputs, options)
        .build(
            inner.describe(),
            inner.errorModel(),
            operands -> new Deformed(mutant, op, operands, inner.build(Map.of())));
  }

  /** The reference with other offsets or masks. */
  private record Deformed(Mutant mutant, DeformConv2d op, Operands operands, Kernel inner)
      implements KernelBody {

    @Override
    public void run(Call call) {
      List<Tensor> srcs = new ArrayList<>();
      for (int i = 0; i < op.inputs().size(); i++) {
        srcs.add(operands.get(i, call));
      }
      int port = mutant == Mutant.DEFORM_MASK_OF_FIRST_GROUP && op.mask() ? srcs.size() - 1 : 2;
      boolean whole = mutant == Mutant.DEFORM_MASK_OF_FIRST_GROUP && !op.mask();
      Tensor changed = srcs.get(port);
      TensorDesc dense = changed.desc().plain();
      // A buffer of its own, which no rule about memory sees.
      try (Tensor copy = Tensor.wrap(dense, ByteBuffer.allocateDirect((int) dense.bytes()))) {
        float[] values = changed.toFloats();
        copy.copyFrom(whole ? values : changed(values, changed));
        srcs.set(port, copy);
        inner.run(srcs, call.dsts(), call.scratch(), call.workers());
      }
    }

    private float[] changed(float[] values, Tensor tensor) {
      float[] changed = new float[values.length];
      int channels = tensor.shape().dim(1);
      int map = (int) tensor.shape().elements(2, 4);
      int group = channels / op.offsetGroups();
      int image = channels * map;
      for (int i = 0; i < changed.length; i++) {
        changed[i] =
            mutant == Mutant.DEFORM_OFFSETS_ROUNDED
                ? (float) Math.rint(values[i])
                : values[i / image * image + i % image % (group * map)];
      }
      return changed;
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
