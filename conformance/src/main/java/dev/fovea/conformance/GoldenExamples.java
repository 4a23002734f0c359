package dev.fovea.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All examples with results worked out by hand. */
final class GoldenExamples {
  private GoldenExamples() {}

  static List<Golden> all() {
    return Stream.of(
            GoldenConvolution.all(),
            GoldenDepthwise.all(),
            GoldenAlgebra.all(),
            GoldenTransposed.all(),
            GoldenEquivalences.all(),
            GoldenSymmetries.all(),
            GoldenPooling.all(),
            GoldenNormalisation.all())
        .flatMap(List::stream)
        .toList();
  }
}
