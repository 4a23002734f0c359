package dev.fovea.models.transform;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.HeatMap;
import dev.fovea.models.vision.Placement;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** The examples of docs/transforms.md. */
final class TransformExamples {
  private TransformExamples() {}

  static HeatMap heatMap(Graph classifier, Backend backend, Tensor picture, int type) {
    try (FullyConvolutional net = FullyConvolutional.of(classifier);
        Session session = Session.open(net.graph(), backend);
        Tensor scores = session.run(Map.of("image", picture)).get("probabilities")) {
      return HeatMap.of(scores, type, net.crop(), net.stride());
    }
  }

  static Bitmap drawn(HeatMap heat, Bitmap picture) {
    return heat.over(picture, Placement.IDENTITY, 0.5);
  }

  static List<Float> classActivationMap(Graph classifier, Backend backend, Tensor picture) {
    try (ClassActivationMaps net = ClassActivationMaps.of(classifier);
        Session session = Session.open(net.graph(), backend)) {
      Map<String, Tensor> values = session.run(Map.of("image", picture));
      try (Tensor maps = values.get(net.maps());
          Tensor scores = values.get("probabilities")) {
        return List.of((float) maps.shape().dim(1), (float) scores.shape().dim(1));
      }
    }
  }

  static Graph pooled(Graph vgg16) {
    return GlobalPoolHead.averaged(vgg16);
  }

  static long savedProducts(Graph blur) {
    try (SeparableKernels split = SeparableKernels.of(blur)) {
      return split.splits().stream().mapToLong(SeparableKernels.Split::saved).sum();
    }
  }

  static int foldedNorms(Graph resNet) {
    try (FoldBatchNorms net = FoldBatchNorms.of(resNet)) {
      return net.folded().size();
    }
  }

  static Bitmap matrixPicture() {
    Conv2d edges = Conv2d.of(1, 1, Window2d.of(3).pad(1));
    try (Tensor kernel = Tensor.of(Shape.of(1, 1, 3, 3), -1, -1, -1, -1, 8, -1, -1, -1, -1)) {
      ConvolutionMatrix matrix = ConvolutionMatrix.of(edges, new Size2d(6, 6), kernel);
      return MatrixPicture.of(matrix, 8);
    }
  }

  static boolean isTransposed(Conv2d conv, Size2d input, Tensor weights) {
    ConvolutionMatrix matrix = ConvolutionMatrix.of(conv, input, weights);
    ConvTranspose2d back = ConvolutionMatrix.adjoint(conv, input);
    Size2d output = new Size2d(matrix.dst().dim(1), matrix.dst().dim(2));
    ConvolutionMatrix transposed = ConvolutionMatrix.of(back, output, weights);
    return transposed.equals(matrix.transposed());
  }
}
