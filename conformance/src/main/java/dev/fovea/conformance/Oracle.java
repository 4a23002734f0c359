package dev.fovea.conformance;

import dev.fovea.backend.reference.ReferenceProvider;
import dev.fovea.op.Op;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells what an operator should return: the reference backend's results, and their bounds. */
final class Oracle {
  private static final Backend REFERENCE = new ReferenceProvider().open(BackendOptions.DEFAULT);

  private Oracle() {}

  static Backend reference() {
    return REFERENCE;
  }

  static Expected expect(Op op, List<Values> inputs) {
    Output results;
    ErrorModel limit;
    try (Rig rig = Rig.of(REFERENCE, op, PlanOptions.DEFAULT, inputs)) {
      limit = rig.plan().errorModel();
      results = Output.of(rig.run(Workers.single()));
    }
    if (limit instanceof ErrorModel.Exact || limit instanceof ErrorModel.Elementwise) {
      return new Expected(results, limit, new float[results.values().length], 1);
    }
    boolean signed =
        limit instanceof ErrorModel.Normalised
            || limit instanceof ErrorModel.Logarithmic
            || limit instanceof ErrorModel.Standardised;
    Beside beside = new Beside(REFERENCE);
    try (Rig rig =
        Rig.of(beside, op, PlanOptions.DEFAULT, signed ? inputs : absolute(op, inputs))) {
      float[] sums = Output.of(rig.run(Workers.single())).values();
      return new Expected(results, limit, sums, beside.lipschitz());
    }
  }

  /** An offset is a place, not a magnitude; it stays. */
  private static List<Values> absolute(Op op, List<Values> inputs) {
    List<Values> absolute = new ArrayList<>();
    for (int k = 0; k < inputs.size(); k++) {
      Values input = inputs.get(k);
      float[] data = input.data().clone();
      boolean isPlace = op.inputs().get(k).name().equals("offset");
      for (int i = 0; !isPlace && i < data.length; i++) {
        data[i] = Math.abs(data[i]);
      }
      absolute.add(new Values(input.desc(), data, input.longs()));
    }
    return absolute;
  }

  /**
   * The outputs of a run, copied to the heap.
   *
   * @param shape the first one's
   * @param values the elements of those of float32, one output after the other
   * @param longs the elements of those of int64: the only ones, or the indices beside values
   */
  @SuppressWarnings("ArrayRecordComponent") // A carrier between checks; never compared.
  record Output(Shape shape, float[] values, long[] longs) {
    static Output of(List<Tensor> dsts) {
      float[] values = new float[0];
      long[] longs = new long[0];
      for (Tensor dst : dsts) {
        switch (dst.desc().dtype()) {
          case FLOAT32 -> values = joined(values, dst.toFloats());
          case INT64 -> longs = joined(longs, dst.toLongs());
          case FLOAT16 -> throw DType.FLOAT16.onlyStored();
        }
      }
      return new Output(dsts.get(0).shape(), values, longs);
    }

    private static float[] joined(float[] a, float[] b) {
      float[] joint = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, joint, a.length, b.length);
      return joint;
    }

    private static long[] joined(long[] a, long[] b) {
      long[] joint = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, joint, a.length, b.length);
      return joint;
    }
  }

  /**
   * What a backend should return.
   *
   * @param output the reference's
   * @param limit the laxest model a backend may declare
   * @param beside for each value S, T or |x - max|
   * @param lipschitz the constant of the activation behind a sum
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Expected(Output output, ErrorModel limit, float[] beside, double lipschitz) {
    /** Returns the bound of value {@code i} under a declared model. */
    double bound(ErrorModel declared, int i) {
      ErrorModel model = Bounds.admissible(declared, limit);
      return Bounds.of(model, output.values()[i], beside[i], lipschitz);
    }
  }
}
