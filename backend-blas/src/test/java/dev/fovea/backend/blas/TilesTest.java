package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.backend.reference.ReferenceProvider;
import dev.fovea.conformance.Subject;
import dev.fovea.op.Activation;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Problems that are large enough for several tiles, blocks and chunks, which the kit's are not. On
 * small integers nothing is rounded, so results equal the reference's.
 */
class TilesTest {
  private static final Window2d SAME = Window2d.of(3).pad(1);

  static Stream<Arguments> problems() {
    return Stream.of(
        problem("bands", Conv2d.of(16, 24, SAME), Shape.of(2, 16, 40, 50)),
        problem("bands, valid", Conv2d.of(16, 24, Window2d.of(3)), Shape.of(1, 16, 41, 53)),
        problem("bands, stride", Conv2d.of(3, 16, SAME.stride(2)), Shape.of(1, 3, 97, 101)),
        problem("pieces of a row", Conv2d.of(3, 8, SAME), Shape.of(1, 3, 5, 3001)),
        problem(
            "pieces, stride and dilation",
            Conv2d.of(2, 8, SAME.strides(new Size2d(1, 2)).dilation(3).pad(4)),
            Shape.of(1, 2, 9, 2600)),
        problem("chunks", Conv2d.of(300, 8, SAME), Shape.of(1, 300, 13, 17)),
        problem("chunks and blocks", Conv2d.of(260, 400, SAME), Shape.of(1, 260, 7, 7)),
        problem("wide kernel", Conv2d.of(4, 8, Window2d.of(11).pad(5)), Shape.of(1, 4, 30, 31)),
        problem(
            "tall padding",
            Conv2d.of(4, 8, SAME.pad(Padding.of(9, 2, 8, 5))),
            Shape.of(1, 4, 6, 7)),
        problem("groups", Conv2d.of(32, 64, SAME).groups(4), Shape.of(2, 32, 33, 29)),
        problem(
            "turned",
            Conv2d.of(16, 24, SAME).mode(Conv2d.Mode.CONVOLUTION),
            Shape.of(1, 16, 40, 50)),
        problem("residual", residual(Conv2d.of(16, 24, SAME)), Shape.of(2, 16, 40, 50)),
        problem("pointwise tiles", Conv2d.of(24, 16, Window2d.of(1)), Shape.of(2, 24, 70, 71)),
        problem("pointwise blocks", Conv2d.of(256, 500, Window2d.of(1)), Shape.of(1, 256, 9, 9)),
        problem(
            "pointwise residual",
            residual(Conv2d.of(64, 300, Window2d.of(1))),
            Shape.of(2, 64, 20, 20)),
        problem("one position", Conv2d.of(300, 700, Window2d.of(1)), Shape.of(1, 300, 1, 1)),
        problem("depthwise narrow", Conv2d.depthwise(70, 1, SAME), Shape.of(2, 70, 9, 11)),
        problem("depthwise wide", Conv2d.depthwise(5, 2, SAME), Shape.of(2, 5, 70, 90)),
        problem("depthwise pieces", Conv2d.depthwise(2, 1, SAME), Shape.of(1, 2, 6, 5000)),
        problem(
            "depthwise stride", Conv2d.depthwise(20, 1, SAME.stride(2)), Shape.of(1, 20, 63, 65)),
        problem(
            "depthwise stride, many taps",
            Conv2d.depthwise(20, 1, Window2d.of(5).stride(2).pad(2)),
            Shape.of(2, 20, 57, 59)),
        problem(
            "depthwise, two strides",
            Conv2d.depthwise(3, 2, Window2d.of(5).strides(new Size2d(3, 2)).pad(1)),
            Shape.of(1, 3, 40, 200)),
        problem(
            "depthwise, stride of rows",
            Conv2d.depthwise(3, 1, SAME.strides(new Size2d(2, 1))),
            Shape.of(1, 3, 90, 70)),
        problem(
            "depthwise, stride of columns",
            Conv2d.depthwise(3, 1, Window2d.of(4).strides(new Size2d(1, 3)).pad(2)),
            Shape.of(1, 3, 20, 150)),
        problem(
            "depthwise, stride beyond the window",
            Conv2d.depthwise(3, 1, Window2d.of(2).strides(new Size2d(2, 5))),
            Shape.of(1, 3, 30, 400)),
        problem(
            "depthwise stride, turned",
            Conv2d.depthwise(9, 1, SAME.stride(2)).mode(Conv2d.Mode.CONVOLUTION),
            Shape.of(1, 9, 61, 63)),
        problem(
            "depthwise narrow, many taps",
            Conv2d.depthwise(70, 1, Window2d.of(5).pad(2)),
            Shape.of(2, 70, 7, 6)),
        problem(
            "depthwise dilation",
            Conv2d.depthwise(3, 1, SAME.dilation(7).pad(7)),
            Shape.of(1, 3, 60, 80)),
        problem(
            "depthwise residual", residual(Conv2d.depthwise(33, 1, SAME)), Shape.of(2, 33, 13, 13)),
        problem(
            "transposed bands",
            ConvTranspose2d.of(16, 8, Window2d.of(4).stride(2).pad(1)),
            Shape.of(2, 16, 60, 50)),
        problem(
            "transposed blocks",
            ConvTranspose2d.of(40, 60, Window2d.of(2).stride(2)),
            Shape.of(1, 40, 30, 30)),
        problem(
            "transposed pieces",
            ConvTranspose2d.of(3, 2, Window2d.of(5).stride(2).pad(2)),
            Shape.of(1, 3, 3, 6000)),
        problem(
            "transposed wide kernel",
            ConvTranspose2d.of(2, 3, Window2d.of(32).stride(16).pad(8)),
            Shape.of(1, 2, 20, 31)),
        problem(
            "transposed, kernel of all taps",
            ConvTranspose2d.of(2, 2, Window2d.of(17).dilation(3)),
            Shape.of(1, 2, 40, 300)),
        problem(
            "transposed groups",
            ConvTranspose2d.of(12, 9, Window2d.of(3).stride(2)).groups(3),
            Shape.of(2, 12, 40, 41)),
        problem(
            "transposed, window in parts",
            ConvTranspose2d.of(2, 2, Window2d.of(64)),
            Shape.of(1, 2, 12, 90)),
        problem("dense", Dense.of(1200, 1500), Shape.of(1, 1200)),
        problem("dense batch", Dense.of(400, 1030), Shape.of(9, 400)),
        problem(
            "dense residual",
            Dense.of(400, 700).epilogue(Epilogue.of(Activation.relu()).withResidual()),
            Shape.of(3, 400)),
        problem("max bands", MaxPool2d.of(SAME.stride(2)), Shape.of(2, 3, 150, 130)),
        problem("max pieces", MaxPool2d.of(SAME), Shape.of(1, 2, 4, 9001)),
        problem(
            "max indices",
            MaxPool2d.of(SAME.stride(2)).indices(MaxPool2d.Indices.ROW_MAJOR),
            Shape.of(2, 3, 50, 40)),
        problem("average bands", AveragePool2d.of(SAME.stride(2)), Shape.of(2, 3, 150, 130)),
        problem(
            "average pieces",
            AveragePool2d.of(SAME).countIncludePad(true),
            Shape.of(1, 2, 4, 9001)),
        problem("global average", new GlobalAveragePool(), Shape.of(2, 30, 80, 81)),
        problem("global maximum", new GlobalMaxPool(), Shape.of(2, 30, 80, 81)),
        problem("activation", Activation.leakyRelu(0.5f), Shape.of(2, 3, 80, 81)));
  }

  private static Arguments problem(String name, Op op, Shape src) {
    return Arguments.of(name, op, src);
  }

  private static Conv2d residual(Conv2d op) {
    return op.epilogue(Epilogue.of(Activation.relu()).withResidual());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("problems")
  void agreesWithTheReferenceAtAnyThreadCount(String name, Op op, Shape src) {
    List<Tensor> inputs = integers(op, src);
    try (Backend reference = new ReferenceProvider().open(BackendOptions.DEFAULT);
        Backend blas = new BlasProvider().open(BackendOptions.DEFAULT);
        Backend small =
            new BlasProvider().open(new BackendOptions(Map.of(BlasSettings.SCRATCH, "65536")));
        WorkerPool pool = new WorkerPool(3)) {
      List<float[]> expected = run(reference, op, inputs, pool);
      assertSame(expected, run(blas, op, inputs, Workers.single()));
      assertSame(expected, run(blas, op, inputs, pool));
      assertSame(expected, run(small, op, inputs, pool));
    } finally {
      inputs.forEach(Tensor::close);
    }
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Arrays.mismatch(actual.get(i), expected.get(i))).isEqualTo(-1);
    }
  }

  private static List<float[]> run(Backend backend, Op op, List<Tensor> inputs, Workers workers) {
    List<Tensor> dsts = new Subject(backend).run(op, PlanOptions.DEFAULT, workers, inputs);
    List<float[]> values = new ArrayList<>();
    for (Tensor dst : dsts) {
      values.add(floats(dst));
      dst.close();
    }
    return values;
  }

  private static float[] floats(Tensor tensor) {
    if (tensor.desc().dtype() == DType.FLOAT32) {
      float[] floats = tensor.toFloats();
      for (int i = 0; i < floats.length; i++) {
        floats[i] += 0f; // the sign of zero is free
      }
      return floats;
    }
    long[] longs = tensor.toLongs();
    float[] floats = new float[longs.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = longs[i];
    }
    return floats;
  }

  private static List<Tensor> integers(Op op, Shape src) {
    Random random = new Random(src.hashCode());
    List<Tensor> inputs = new ArrayList<>();
    for (Shape shape : Inputs.shapes(op, src)) {
      float[] values = new float[(int) shape.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(9) - 4;
      }
      inputs.add(Tensor.of(shape, values));
    }
    return inputs;
  }
}
