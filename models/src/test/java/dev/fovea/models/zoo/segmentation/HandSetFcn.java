package dev.fovea.models.zoo.segmentation;

import dev.fovea.Backends;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Mask;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Landscape.Thing;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * An FCN an eighth as wide whose weights were not learned but thought out, so that it knows what a
 * {@link dev.fovea.models.zoo.Landscape} shows.
 *
 * <p>The first convolution makes relu(t - j) of t = red / 51, j = -1 ... 6; the second combines
 * three of them to a hat that is 1 at t = k, and 0 at the other whole numbers: one channel for each
 * thing. The others hand these channels on; the last one of each block is a mean of 3 x 3, lest max
 * pooling spread the things. All score layers read one channel for each class.
 */
public final class HandSetFcn {
  private static final double WIDTH = 1.0 / 8;
  private static final int THINGS = Thing.values().length;
  private static final String[] BLOCK_ENDS = {
    "features.7", "features.14", "features.21", "features.28"
  };

  private final Map<String, Tensor> constants;

  private HandSetFcn(Graph graph) {
    this.constants = graph.constants();
  }

  /** Returns what a network of that stride makes of a landscape. */
  public static Mask mask(Architecture fcn, Bitmap picture) {
    try (Graph graph = build(fcn, new Size2d(picture.height(), picture.width()));
        Tensor input = input(picture);
        Backend backend = Backends.discover().open("blas");
        Session session = Session.open(graph, backend);
        Tensor scores = session.run(Map.of("input", input)).get(graph.outputs().get(0))) {
      return Mask.of(scores);
    }
  }

  private static Graph build(Architecture fcn, Size2d size) {
    ZooOptions options = fcn.options().input(size.h(), size.w()).width(WIDTH).classes(THINGS);
    Graph graph = fcn.build(options);
    new HandSetFcn(graph).set();
    return graph;
  }

  /** Red in units of its step. */
  private static Tensor input(Bitmap picture) {
    return Preprocessing.rgb(picture.height(), picture.width()).unit(51).apply(picture).tensor();
  }

  private void set() {
    for (Map.Entry<String, Tensor> constant : constants.entrySet()) {
      String layer = constant.getKey().substring(0, constant.getKey().lastIndexOf('.'));
      if (!layer.startsWith("upscore")) {
        fill(constant.getValue(), 0);
        if (constant.getKey().endsWith(".weight")) {
          handOn(layer);
        }
      }
    }
    for (int j = 0; j < 8; j++) {
      put("features.0", j, 0, 1);
      constants.get("features.0.bias").floats().put(j, 1 - j);
    }
    fill(weights("features.2"), 0);
    for (int k = 0; k < THINGS; k++) {
      put("features.2", k, k, 1);
      put("features.2", k, k + 1, -2);
      put("features.2", k, k + 2, 1);
    }
    for (String layer : BLOCK_ENDS) {
      blur(layer);
    }
  }

  private Tensor weights(String layer) {
    return constants.get(layer + ".weight");
  }

  private static void fill(Tensor tensor, float value) {
    FloatBuffer values = tensor.floats();
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, value);
    }
  }

  private void handOn(String layer) {
    for (int c = 0; c < THINGS && !layer.equals("features.0"); c++) {
      put(layer, c, c, 1);
    }
  }

  /** Sets the tap in the middle of a kernel. */
  private void put(String layer, int out, int in, float value) {
    Tensor tensor = weights(layer);
    int taps = (int) tensor.shape().elements(2, 4);
    tensor.floats().put((out * tensor.shape().dim(1) + in) * taps + taps / 2, value);
  }

  private void blur(String layer) {
    Tensor tensor = weights(layer);
    for (int c = 0; c < THINGS; c++) {
      for (int tap = 0; tap < 9; tap++) {
        tensor.floats().put((c * tensor.shape().dim(1) + c) * 9 + tap, 1f / 9);
      }
    }
  }
}
