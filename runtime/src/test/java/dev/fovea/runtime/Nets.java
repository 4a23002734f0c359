package dev.fovea.runtime;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.Backends;
import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.Linear;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Reshape;
import dev.fovea.op.Split;
import dev.fovea.op.Transpose;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small networks that tests share. */
public final class Nets {
  /** The backend that a test run judges: {@code -Dfovea.test.backend}, else the reference. */
  public static final String BACKEND = System.getProperty("fovea.test.backend", "reference");

  private Nets() {}

  /** Opens that backend; skips the test if it is the native one, and was not built. */
  public static Backend backend() {
    if (BACKEND.equals("native")) {
      String library =
          System.getProperty("fovea.javacpp.platform") + "/" + System.mapLibraryName("jnifovea");
      boolean built =
          Nets.class.getClassLoader().getResource("dev/fovea/backend/simd/" + library) != null;
      assumeTrue(built, "backend-native was built without its library: no cmake or c++ was found");
    }
    return Backends.discover().open(BACKEND);
  }

  /** An extent is an Integer, or a String that names a symbol. */
  public static GraphInput input(String name, Object... dims) {
    return input(name, DType.FLOAT32, dims);
  }

  public static GraphInput input(String name, DType dtype, Object... dims) {
    List<Dim> list = new ArrayList<>();
    for (Object dim : dims) {
      list.add(dim instanceof Integer size ? new Dim.Fixed(size) : new Dim.Symbolic((String) dim));
    }
    return new GraphInput(name, dtype, list);
  }

  public static Tensor random(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return Tensor.of(shape, values);
  }

  /** A convolution of ones, ReLU, pooling and two dense outputs, on one 4x4 image. */
  public static Graph handComputed() {
    return Graph.builder("hand")
        .input(input("image", "N", 1, 4, 4))
        .constant("w", Tensor.of(Shape.of(1, 1, 3, 3), 1, 1, 1, 1, 1, 1, 1, 1, 1))
        .constant("b", Tensor.of(Shape.of(1), -60))
        .constant("dw", Tensor.of(Shape.of(2, 1), 1, -1))
        .constant("db", Tensor.of(Shape.of(2), 1, 2))
        .node("conv", Conv2d.of(1, 1, Window2d.of(3)), List.of("image", "w", "b"), List.of("c"))
        .node("relu", Activation.relu(), List.of("c"), List.of("r"))
        .node("pool", MaxPool2d.of(Window2d.of(2)), List.of("r"), List.of("p"))
        .node("flatten", new Flatten(1), List.of("p"), List.of("f"))
        .node("dense", Dense.of(1, 2), List.of("f", "dw", "db"), List.of("scores"))
        .output("scores")
        .build();
  }

  /** LeNet-5 for 28x28 images: 61,706 parameters. */
  public static Graph leNet() {
    Graph.Builder net = Graph.builder("lenet").input(input("image", "N", 1, 28, 28));
    conv(net, "conv1", "image", Conv2d.of(1, 6, Window2d.of(5).pad(2)));
    relu(net, "relu1", "conv1");
    pool(net, "pool1", "relu1");
    conv(net, "conv2", "pool1", Conv2d.of(6, 16, Window2d.of(5)));
    relu(net, "relu2", "conv2");
    pool(net, "pool2", "relu2");
    net.node("flatten", new Flatten(1), List.of("pool2"), List.of("flatten"));
    dense(net, "fc1", "flatten", Dense.of(400, 120));
    relu(net, "relu3", "fc1");
    dense(net, "fc2", "relu3", Dense.of(120, 84));
    relu(net, "relu4", "fc2");
    dense(net, "fc3", "relu4", Dense.of(84, 10));
    return net.output("fc3").build();
  }

  /** Two convolutions with a way around them. */
  public static Graph residual() {
    Graph.Builder net = Graph.builder("residual").input(input("image", "N", 4, "H", "W"));
    conv(net, "conv1", "image", Conv2d.of(4, 4, Window2d.of(3).pad(1)));
    relu(net, "relu1", "conv1");
    conv(net, "conv2", "relu1", Conv2d.of(4, 4, Window2d.of(3).pad(1)));
    net.node("add", new Add(), List.of("conv2", "image"), List.of("add"));
    relu(net, "relu2", "add");
    return net.output("relu2").build();
  }

  /** Two residual blocks with batch normalisation, as in ResNet. */
  public static Graph resNet() {
    Graph.Builder net = Graph.builder("resnet").input(input("image", "N", 4, "H", "W"));
    normalised(net, "stem", "image", Conv2d.of(4, 4, Window2d.of(3).pad(1)).bias(false));
    relu(net, "trunk0", "stem");
    for (int i = 1; i <= 2; i++) {
      String trunk = "trunk" + (i - 1);
      normalised(net, "a" + i, trunk, Conv2d.of(4, 4, Window2d.of(3).pad(1)).bias(false));
      relu(net, "relu" + i, "a" + i);
      normalised(net, "b" + i, "relu" + i, Conv2d.of(4, 4, Window2d.of(3).pad(1)));
      net.node("add" + i, new Add(), List.of(trunk, "b" + i), List.of("sum" + i));
      relu(net, "trunk" + i, "sum" + i);
    }
    return net.output("trunk2").build();
  }

  /** A fire module: a squeezed map, expanded twice, joined along channels. */
  public static Graph fire() {
    Graph.Builder net = Graph.builder("fire").input(input("image", "N", 4, "H", "W"));
    conv(net, "squeeze", "image", Conv2d.of(4, 2, Window2d.of(1)));
    relu(net, "squeezed", "squeeze");
    conv(net, "one", "squeezed", Conv2d.of(2, 3, Window2d.of(1)));
    relu(net, "relu1", "one");
    conv(net, "three", "squeezed", Conv2d.of(2, 5, Window2d.of(3).pad(1)));
    relu(net, "relu3", "three");
    net.node("join", new Concat(1, 2), List.of("relu1", "relu3"), List.of("joint"));
    conv(net, "last", "joint", Conv2d.of(8, 2, Window2d.of(1)));
    return net.output("last").build();
  }

  /**
   * Two units of ShuffleNet on 9x7 maps: half of the channels goes around, then all are shuffled.
   */
  public static Graph shuffle() {
    Graph.Builder net = Graph.builder("shuffle").input(input("image", "N", 4, 9, 7));
    String trunk = "image";
    for (int i = 1; i <= 2; i++) {
      net.node("split" + i, new Split(1, List.of(2, 2)), List.of(trunk), List.of("a" + i, "b" + i));
      conv(net, "conv" + i, "b" + i, Conv2d.of(2, 2, Window2d.of(3).pad(1)));
      net.node("join" + i, new Concat(1, 2), List.of("a" + i, "conv" + i), List.of("j" + i));
      net.node("group" + i, Reshape.to(0, 2, 2, 9, 7), List.of("j" + i), List.of("g" + i));
      net.node("swap" + i, Transpose.of(0, 2, 1, 3, 4), List.of("g" + i), List.of("s" + i));
      trunk = "trunk" + i;
      net.node("merge" + i, Reshape.to(0, -1, 9, 7), List.of("s" + i), List.of(trunk));
    }
    relu(net, "last", trunk);
    return net.output("last").build();
  }

  /** A linear layer, then batch normalisation; what it makes has the given name. */
  public static void normalised(Graph.Builder net, String name, String src, Linear op) {
    List<String> reads = new ArrayList<>(List.of(src, name + ".w"));
    net.constant(name + ".w", random(op.weightsShape(), name.hashCode()));
    if (op.bias()) {
      net.constant(name + ".b", random(Shape.of(op.outputs()), name.hashCode() + 1));
      reads.add(name + ".b");
    }
    net.node(name + ".conv", op, reads, List.of(name + ".raw"));
    norm(net, name, name + ".raw", op.outputs());
  }

  /** Batch normalisation with random parameters. */
  public static void norm(Graph.Builder net, String name, String src, int channels) {
    Shape shape = Shape.of(channels);
    net.constant(name + ".scale", random(shape, name.hashCode() + 2));
    net.constant(name + ".bias", random(shape, name.hashCode() + 3));
    net.constant(name + ".mean", random(shape, name.hashCode() + 4));
    try (Tensor root = random(shape, name.hashCode() + 5)) {
      float[] variance = root.toFloats();
      for (int c = 0; c < channels; c++) {
        variance[c] = 0.1f + variance[c] * variance[c];
      }
      net.constant(name + ".variance", Tensor.of(shape, variance));
    }
    net.node(
        name + ".norm",
        new BatchNorm(channels, 1e-5f),
        List.of(src, name + ".scale", name + ".bias", name + ".mean", name + ".variance"),
        List.of(name));
  }

  /** One ReLU on any number of values. */
  public static Graph tiny() {
    return Graph.builder("tiny")
        .input(input("x", "N"))
        .node("relu", Activation.relu(), List.of("x"), List.of("y"))
        .output("y")
        .build();
  }

  /** ReLU behind a reshape whose shape is an input. */
  public static Graph reshapedByInput() {
    return Graph.builder("reshaped")
        .input(input("x", "N"))
        .input(input("shape", DType.INT64, "R"))
        .node(reshapeBy("shape"))
        .node("relu", Activation.relu(), List.of("reshaped"), List.of("y"))
        .output("y")
        .build();
  }

  /** A reshape of x whose shape is the value of another tensor. */
  public static Node reshapeBy(String decider) {
    OpSource source =
        new OpSource.Deferred(
            "Reshape",
            List.of(decider),
            (inputs, deciders) -> {
              List<Integer> dims = new ArrayList<>();
              for (long dim : deciders.get(0).toLongs()) {
                dims.add((int) dim);
              }
              return new Reshape(dims, false);
            });
    return new Node("reshape", source, List.of("x"), List.of("reshaped"));
  }

  public static void conv(Graph.Builder net, String name, String src, Conv2d op) {
    net.constant(name + ".w", random(op.weightsShape(), name.hashCode()));
    net.constant(name + ".b", random(Shape.of(op.outChannels()), name.hashCode() + 1));
    net.node(name, op, List.of(src, name + ".w", name + ".b"), List.of(name));
  }

  public static void dense(Graph.Builder net, String name, String src, Dense op) {
    net.constant(name + ".w", random(op.weightsShape(), name.hashCode()));
    net.constant(name + ".b", random(Shape.of(op.outFeatures()), name.hashCode() + 1));
    net.node(name, op, List.of(src, name + ".w", name + ".b"), List.of(name));
  }

  public static void relu(Graph.Builder net, String name, String src) {
    net.node(name, Activation.relu(), List.of(src), List.of(name));
  }

  public static void pool(Graph.Builder net, String name, String src) {
    net.node(name, MaxPool2d.of(Window2d.of(2).stride(2)), List.of(src), List.of(name));
  }
}
