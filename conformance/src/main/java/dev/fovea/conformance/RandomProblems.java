package dev.fovea.conformance;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MatMul;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.PRelu;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.Window2d;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random problems of every operator, features mixed; they shrink towards small ones. */
final class RandomProblems {
  private RandomProblems() {}

  static Arbitrary<Integer> ints(int from, int to) {
    return Arbitraries.integers().between(from, to);
  }

  private static Arbitrary<Boolean> flags() {
    return Arbitraries.of(false, true);
  }

  private static Arbitrary<Size2d> sizes(int from, int to) {
    return Combinators.combine(ints(from, to), ints(from, to)).as(Size2d::new);
  }

  private static Arbitrary<Padding> paddings(int most) {
    Arbitrary<Padding> explicit =
        Combinators.combine(ints(0, most), ints(0, most), ints(0, most), ints(0, most))
            .as(Padding::of);
    Arbitrary<Padding> same = Arbitraries.of(Padding.Same.UPPER, Padding.Same.LOWER);
    return Arbitraries.frequencyOf(Tuple.of(3, explicit), Tuple.of(1, same));
  }

  private static Arbitrary<Window2d> windows(int mostPadding) {
    return Combinators.combine(sizes(1, 4), sizes(1, 3), sizes(1, 3), paddings(mostPadding))
        .as(Window2d::new);
  }

  private static Arbitrary<Epilogue> epilogues() {
    return Combinators.combine(activations(), flags()).as(Epilogue::new);
  }

  private static Arbitrary<Activation> activations() {
    return Arbitraries.of(
        Activation.identity(),
        Activation.relu(),
        Activation.leakyRelu(0.1f),
        Activation.clip(0, 6),
        Activation.sigmoid(),
        Activation.tanh(),
        Activation.hardSigmoid(0.2f, 0.5f),
        Activation.hardSwish(),
        Activation.silu(),
        Activation.elu(1),
        Activation.celu(2),
        Activation.selu(1.6732632f, 1.050701f),
        Activation.softplus(),
        Activation.softsign(),
        Activation.gelu(),
        Activation.geluTanh(),
        Activation.mish(),
        Activation.shrink(0.5f, 0.5f));
  }

  /** Channels of one group, groups. */
  private record Channels(int icg, int ocg, int groups) {}

  private static Arbitrary<Channels> channels() {
    Arbitrary<Integer> groups = Arbitraries.of(1, 1, 1, 2, 3, 5);
    return Combinators.combine(ints(1, 9), ints(1, 9), groups).as(Channels::new);
  }

  /** Several blocks of channels, groups of whole blocks, and one channel a group. */
  private static Arbitrary<Channels> wideChannels() {
    Arbitrary<Channels> one =
        Combinators.combine(ints(1, 40), ints(1, 70), ints(1, 1)).as(Channels::new);
    Arbitrary<Channels> blocks =
        Combinators.combine(
                Arbitraries.of(8, 16, 32), Arbitraries.of(8, 16, 32, 48), Arbitraries.of(2, 3))
            .as(Channels::new);
    Arbitrary<Channels> depthwise = ints(1, 70).map(groups -> new Channels(1, 1, groups));
    return Arbitraries.frequencyOf(Tuple.of(3, one), Tuple.of(1, blocks), Tuple.of(3, depthwise));
  }

  private static Arbitrary<Shape> maps() {
    return Combinators.combine(ints(1, 3), ints(1, 11), ints(1, 18))
        .as((n, h, w) -> Shape.of(n, 1, h, w));
  }

  /** Smaller maps, so that the reference keeps up. */
  private static Arbitrary<Shape> smallMaps() {
    return Combinators.combine(ints(1, 2), ints(1, 5), ints(1, 18))
        .as((n, h, w) -> Shape.of(n, 1, h, w));
  }

  static Arbitrary<Problem> conv2d() {
    return conv2d(maps(), channels());
  }

  static Arbitrary<Problem> wideConv2d() {
    return conv2d(smallMaps(), wideChannels());
  }

  private static Arbitrary<Problem> conv2d(Arbitrary<Shape> maps, Arbitrary<Channels> all) {
    return Combinators.combine(
            maps, all, windows(4), flags(), Arbitraries.of(Conv2d.Mode.class), epilogues())
        .as(
            (map, channels, window, bias, mode, epilogue) ->
                valid(
                    () -> {
                      Conv2d op =
                          Conv2d.of(
                                  channels.icg() * channels.groups(),
                                  channels.ocg() * channels.groups(),
                                  window)
                              .groups(channels.groups())
                              .bias(bias)
                              .mode(mode)
                              .epilogue(epilogue);
                      return new Problem(
                          "random_conv2d",
                          op,
                          Problems.convolutionInputs(
                              op.epilogue(Epilogue.NONE),
                              map.with(1, op.inChannels()),
                              op.weightsShape(),
                              bias ? op.outChannels() : 0,
                              epilogue.residual()));
                    }))
        .filter(Optional::isPresent)
        .map(Optional::get);
  }

  static Arbitrary<Problem> convTranspose2d() {
    return convTranspose2d(maps(), channels());
  }

  static Arbitrary<Problem> wideConvTranspose2d() {
    return convTranspose2d(smallMaps(), wideChannels());
  }

  private static Arbitrary<Problem> convTranspose2d(
      Arbitrary<Shape> maps, Arbitrary<Channels> all) {
    return Combinators.combine(maps, all, windows(2), flags(), sizes(0, 2), epilogues())
        .as(
            (map, channels, window, bias, outputPadding, epilogue) ->
                valid(
                    () -> {
                      ConvTranspose2d op =
                          ConvTranspose2d.of(
                                  channels.icg() * channels.groups(),
                                  channels.ocg() * channels.groups(),
                                  window)
                              .groups(channels.groups())
                              .bias(bias)
                              .outputPadding(outputPadding)
                              .epilogue(epilogue);
                      return new Problem(
                          "random_conv_transpose2d",
                          op,
                          Problems.convolutionInputs(
                              op.epilogue(Epilogue.NONE),
                              map.with(1, op.inChannels()),
                              op.weightsShape(),
                              bias ? op.outChannels() : 0,
                              epilogue.residual()));
                    }))
        .filter(Optional::isPresent)
        .map(Optional::get);
  }

  static Arbitrary<Problem> pooling() {
    Arbitrary<Shape> images =
        Combinators.combine(maps(), ints(1, 9)).as((map, c) -> map.with(1, c));
    Arbitrary<Rounding> roundings = Arbitraries.of(Rounding.class);
    Arbitrary<Problem> max =
        Combinators.combine(images, windows(3), roundings, Arbitraries.of(MaxPool2d.Indices.class))
            .as(
                (src, window, rounding, indices) ->
                    new Problem(
                        "random_pooling",
                        new MaxPool2d(window, rounding, indices),
                        List.of(TensorDesc.of(src))));
    Arbitrary<Problem> average =
        Combinators.combine(images, windows(3), roundings, flags())
            .as(
                (src, window, rounding, includePad) ->
                    new Problem(
                        "random_pooling",
                        new AveragePool2d(window, rounding, includePad),
                        List.of(TensorDesc.of(src))));
    Arbitrary<Problem> global =
        Combinators.combine(
                images,
                Arbitraries.of(
                    new GlobalMaxPool(),
                    new GlobalAveragePool(),
                    new GlobalLpPool(2),
                    new GlobalLpPool(3)))
            .as((src, op) -> new Problem("random_pooling", op, List.of(TensorDesc.of(src))));
    Arbitrary<Problem> norm =
        Combinators.combine(images, windows(3), roundings, ints(1, 4))
            .as(
                (src, window, rounding, p) ->
                    new Problem(
                        "random_pooling",
                        new LpPool2d(window, rounding, p),
                        List.of(TensorDesc.of(src))));
    return Arbitraries.frequencyOf(
            Tuple.of(4, max), Tuple.of(4, average), Tuple.of(2, norm), Tuple.of(1, global))
        .filter(Problem::isValid);
  }

  static Arbitrary<Problem> dense() {
    Arbitrary<Problem> dense =
        Combinators.combine(ints(1, 5), ints(1, 70), ints(1, 40), flags(), epilogues())
            .as(
                (n, in, out, bias, epilogue) -> {
                  Dense op = Dense.of(in, out).bias(bias).epilogue(epilogue);
                  return new Problem(
                      "random_dense",
                      op,
                      Problems.convolutionInputs(
                          op.epilogue(Epilogue.NONE),
                          Shape.of(n, in),
                          op.weightsShape(),
                          bias ? out : 0,
                          epilogue.residual()));
                });
    Arbitrary<Problem> gemm =
        Combinators.combine(ints(1, 20), ints(1, 20), ints(1, 40), flags(), flags(), flags())
            .as(
                (m, n, k, ta, tb, addend) -> {
                  List<TensorDesc> inputs = new ArrayList<>();
                  inputs.add(ta ? TensorDesc.of(k, m) : TensorDesc.of(m, k));
                  inputs.add(tb ? TensorDesc.of(n, k) : TensorDesc.of(k, n));
                  if (addend) {
                    inputs.add(TensorDesc.of(n));
                  }
                  return new Problem("random_dense", new Gemm(ta, tb, 2, -1, addend), inputs);
                });
    return Arbitraries.oneOf(dense, gemm, matMul());
  }

  /** Both sides have two leading axes, some of them 1. */
  private static Arbitrary<Problem> matMul() {
    return Combinators.combine(ints(1, 40), ints(1, 20), ints(1, 40), ints(0, 15), flags())
        .as(
            (m, n, k, ones, transposed) -> {
              TensorDesc a = TensorDesc.of((ones & 1) == 0 ? 2 : 1, (ones & 2) == 0 ? 3 : 1, m, k);
              int outer = (ones & 4) == 0 ? 2 : 1;
              int inner = (ones & 8) == 0 ? 3 : 1;
              TensorDesc b =
                  transposed
                      ? TensorDesc.of(outer, inner, n, k)
                      : TensorDesc.of(outer, inner, k, n);
              return new Problem("random_dense", new MatMul(transposed), List.of(a, b));
            });
  }

  static Arbitrary<Problem> elementwise() {
    Arbitrary<Shape> shapes = shapes();
    Arbitrary<Problem> activation =
        Combinators.combine(shapes, activations())
            .as((src, op) -> new Problem("random_elementwise", op, List.of(TensorDesc.of(src))));
    Arbitrary<Problem> softmax =
        Combinators.combine(shapes, ints(0, 3), ints(1, 4))
            .as(
                (src, axis, axes) ->
                    new Problem(
                        "random_elementwise",
                        new Softmax(axis, axis + axes),
                        List.of(TensorDesc.of(src))));
    Arbitrary<Problem> batchNorm =
        shapes.map(
            src -> {
              TensorDesc parameter = TensorDesc.of(src.dim(1));
              return new Problem(
                  "random_elementwise",
                  new BatchNorm(src.dim(1), 1e-3f),
                  List.of(TensorDesc.of(src), parameter, parameter, parameter, parameter));
            });
    Arbitrary<Problem> broadcast =
        Combinators.combine(shapes, ints(0, 15), flags())
            .as(
                (src, ones, sum) -> {
                  Shape other = src;
                  for (int axis = 0; axis < src.rank(); axis++) {
                    other = (ones >> axis & 1) == 1 ? other.with(axis, 1) : other;
                  }
                  return new Problem(
                      "random_elementwise",
                      sum ? new Add() : new PRelu(other),
                      List.of(TensorDesc.of(src), TensorDesc.of(other)));
                });
    return Arbitraries.oneOf(
            activation,
            softmax,
            batchNorm,
            broadcast,
            RandomPairs.of(shapes),
            RandomNormalisations.all(shapes),
            RandomReductions.reduce(shapes),
            RandomReductions.argExtremum(shapes),
            RandomReductions.topK(shapes),
            RandomRegions.concat(shapes),
            RandomRegions.slice(shapes),
            RandomResizes.resize(shapes),
            RandomResizes.deformConv2d())
        .filter(Problem::isValid);
  }

  static Arbitrary<Problem> moving() {
    return RandomMoves.all(shapes());
  }

  private static Arbitrary<Shape> shapes() {
    return ints(1, 6)
        .list()
        .ofMinSize(2)
        .ofMaxSize(4)
        .map(dims -> Shape.of(dims.stream().mapToInt(Integer::intValue).toArray()));
  }

  private interface Maker {
    Problem make();
  }

  /** Sizes that do not fit each other are passed over. */
  private static Optional<Problem> valid(Maker maker) {
    try {
      return Optional.of(maker.make()).filter(Problem::isValid);
    } catch (OperatorException e) {
      return Optional.empty();
    }
  }
}
