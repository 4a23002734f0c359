package dev.fovea.models.net;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.Linear;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Resize;
import dev.fovea.op.Sampling;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.Split;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A value of a network under construction; calling a layer on it adds the layer and returns what it
 * makes. Shapes are those of a batch of one.
 *
 * <p>Layers of an inference network only: dropout does nothing and is left out. Every method throws
 * {@link dev.fovea.op.OperatorException}, with the layer's name, if the layer does not fit.
 */
public final class Flow {
  /** What torchvision and most papers add to the variance. */
  public static final float EPSILON = 1e-5f;

  private final Net net;
  private final String layer;
  private final String name;
  private final TensorDesc desc;
  private final Signal signal;

  Flow(Net net, String layer, String name, TensorDesc desc, Signal signal) {
    this.net = net;
    this.layer = layer;
    this.name = name;
    this.desc = desc;
    this.signal = signal;
  }

  /** Returns the value's name in the graph. */
  public String name() {
    return name;
  }

  /** Returns the shape for a batch of one. */
  public Shape shape() {
    return desc.shape();
  }

  /** Returns the number of channels. */
  public int channels() {
    return desc.shape().dim(1);
  }

  /** Returns the height and width of a map. */
  public Size2d size() {
    return new Size2d(desc.shape().dim(2), desc.shape().dim(3));
  }

  /** Adds a convolution with bias. */
  public Flow conv(String called, int channels, Window2d window) {
    return weighted(called, Conv2d.of(channels(), channels, window));
  }

  /** Adds a convolution without bias, as stands before batch normalisation. */
  public Flow bareConv(String called, int channels, Window2d window) {
    return weighted(called, Conv2d.of(channels(), channels, window).bias(false));
  }

  /** Adds a convolution of each channel by itself, without bias. */
  public Flow depthwise(String called, Window2d window) {
    return weighted(called, Conv2d.depthwise(channels(), 1, window).bias(false));
  }

  /** Adds a fully connected layer with bias. */
  public Flow dense(String called, int features) {
    int values = (int) shape().elements(1, shape().rank());
    return weighted(called, Dense.of(values, features));
  }

  /** Adds a layer with weights of its own. */
  public Flow weighted(String called, Linear op) {
    List<String> reads = new ArrayList<>(List.of(name));
    List<TensorDesc> descs = new ArrayList<>(List.of(desc));
    String weight = called + ".weight";
    TensorDesc weights = TensorDesc.of(op.weightsShape());
    reads.add(
        net.parameter(
            weight, weights, () -> net.initialiser().weights(weight, op, signal.power())));
    descs.add(weights);
    if (op.bias()) {
      reads.add(bias(called, op.outputs()));
      descs.add(TensorDesc.of(op.outputs()));
    }
    Signal made = op.bias() ? Signal.UNIT.biased() : Signal.UNIT;
    return add(called, called, op, reads, descs, made);
  }

  /**
   * Adds a layer without bias whose weights are given: they are not learned, and not counted.
   *
   * @param weights never asked for by a sketch
   */
  public Flow fixed(String called, Linear op, Supplier<Tensor> weights) {
    List<String> reads = List.of(name, net.constant(called + ".weight", weights));
    List<TensorDesc> descs = List.of(desc, TensorDesc.of(op.weightsShape()));
    String node = net.fresh(called);
    TensorDesc makes = net.node(node, op, 0, reads, descs).get(0);
    return new Flow(net, called, node, makes, signal);
  }

  /** Adds batch normalisation that does no more than add a bias until it is trained. */
  public Flow batchNorm(String called) {
    return batchNorm(called, EPSILON);
  }

  /** Adds batch normalisation that does no more than add a bias until it is trained. */
  public Flow batchNorm(String called, float epsilon) {
    TensorDesc parameter = TensorDesc.of(channels());
    List<String> reads =
        List.of(
            name,
            filled(called + ".weight", 1),
            bias(called, channels()),
            filled(called + ".running_mean", 0),
            filled(called + ".running_var", 1));
    List<TensorDesc> descs = List.of(desc, parameter, parameter, parameter, parameter);
    return add(called, called, new BatchNorm(channels(), epsilon), reads, descs, signal.biased());
  }

  private String bias(String called, int outputs) {
    String bias = called + ".bias";
    TensorDesc held = TensorDesc.of(outputs);
    return net.parameter(bias, held, () -> net.initialiser().biases(bias, held));
  }

  private String filled(String parameter, float value) {
    float[] values = new float[channels()];
    Arrays.fill(values, value);
    Shape shape = Shape.of(values.length);
    return net.parameter(parameter, TensorDesc.of(shape), () -> Tensor.of(shape, values));
  }

  /** Adds max(0, x). */
  public Flow relu() {
    return activate(Activation.relu());
  }

  /** Adds min(max(0, x), 6). */
  public Flow relu6() {
    return activate(Activation.clip(0, 6));
  }

  /** Adds an activation. */
  public Flow activate(Activation activation) {
    String kind = activation.function().name().toLowerCase(Locale.ROOT);
    return unnamed(kind.replace("_", ""), activation, List.of(), signal.behind(activation));
  }

  /** Adds max pooling whose sizes round down. */
  public Flow maxPool(Window2d window) {
    return apply("maxpool", MaxPool2d.of(window));
  }

  /** Adds max pooling whose sizes round up. */
  public Flow maxPoolCeil(Window2d window) {
    return apply("maxpool", MaxPool2d.of(window).rounding(Window2d.Rounding.CEIL));
  }

  /** Adds average pooling that counts padding, as torchvision does. */
  public Flow averagePool(Window2d window) {
    return apply("avgpool", AveragePool2d.of(window).countIncludePad(true));
  }

  /** Adds the mean of each channel: [N, C, 1, 1]. */
  public Flow globalAveragePool() {
    return apply("gap", new GlobalAveragePool());
  }

  /** Adds average pooling to a given size, see {@link AdaptivePooling}. */
  public Flow adaptiveAveragePool(int height, int width) {
    return AdaptivePooling.add(this, new Size2d(height, width));
  }

  /** Cuts out the part of a map that begins at a row and a column. */
  public Flow crop(int top, int left, Size2d size) {
    return apply(
        "crop",
        new StridedSlice(
            List.of(
                new StridedSlice.Range(2, top, top + size.h(), 1),
                new StridedSlice.Range(3, left, left + size.w(), 1))));
  }

  /** Adds bilinear interpolation to a size, corners not aligned, as torchvision does. */
  public Flow resize(Size2d size) {
    return apply(
        "resize",
        Resize.of(
            Sampling.Linear.PLAIN,
            Resize.Coordinates.HALF_PIXEL,
            new Resize.Axis(2, new Resize.Size(size.h())),
            new Resize.Axis(3, new Resize.Size(size.w()))));
  }

  /** Adds local response normalisation. */
  public Flow localResponseNorm(int size, float alpha, float beta, float bias) {
    return apply("lrn", new LocalResponseNorm(size, alpha, beta, bias));
  }

  /** Puts the values of each picture in one row. */
  public Flow flatten() {
    return apply("flatten", new Flatten(1));
  }

  /** Adds softmax along the channels. */
  public Flow softmax() {
    return apply("softmax", Softmax.along(1));
  }

  /** Adds another value of the same shape. */
  public Flow add(Flow other) {
    return unnamed("add", new Add(), List.of(other), signal.plus(other.signal));
  }

  /** Multiplies by another value, which may be one number per channel. */
  public Flow times(Flow gate) {
    Op op = new Arithmetic(Arithmetic.Function.MUL);
    return unnamed("mul", op, List.of(gate), signal.times(gate.signal));
  }

  /** Puts the channels of other values behind these. */
  public Flow concat(Flow... others) {
    double channels = channels();
    Signal mixed = signal;
    for (Flow other : others) {
      double share = channels / (channels + other.channels());
      mixed = mixed.mixed(share, other.signal);
      channels += other.channels();
    }
    return unnamed("concat", new Concat(1, 1 + others.length), List.of(others), mixed);
  }

  /** Cuts the channels into parts of equal size. */
  public List<Flow> chunk(int parts) {
    String node = net.fresh(layer + "/split");
    Op op = Split.equal(1, channels(), parts);
    List<TensorDesc> made = net.node(node, op, List.of(name), List.of(desc));
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      flows.add(new Flow(net, layer, Net.output(node, i), made.get(i), signal));
    }
    return flows;
  }

  /** Deals the channels of groups out in turn. */
  public Flow channelShuffle(int groups) {
    return apply("shuffle", new ChannelShuffle(groups));
  }

  /**
   * Adds any operator that keeps the size of what flows through it.
   *
   * @param kind what the node is called, behind the layer it follows
   * @param op reads this value, then the others
   */
  public Flow apply(String kind, Op op, Flow... others) {
    return unnamed(kind, op, List.of(others), signal);
  }

  /** Adds an operator that reads values in an order of its own; named after this layer. */
  Flow join(String kind, Op op, List<Flow> reads) {
    return join(kind, op, reads, signal);
  }

  /** Adds a constant that is not learned as a value. */
  public Flow constant(String wanted, TensorDesc held, Supplier<Tensor> values) {
    String constant = net.constant(layer + "/" + wanted, values);
    return new Flow(net, layer, constant, held, Signal.UNIT);
  }

  private Flow unnamed(String kind, Op op, List<Flow> others, Signal made) {
    List<Flow> reads = new ArrayList<>(List.of(this));
    reads.addAll(others);
    return join(kind, op, reads, made);
  }

  private Flow join(String kind, Op op, List<Flow> reads, Signal made) {
    List<String> names = reads.stream().map(Flow::name).toList();
    List<TensorDesc> descs = reads.stream().map(read -> read.desc).toList();
    return add(layer + "/" + kind, layer, op, names, descs, made);
  }

  private Flow add(
      String wanted, String base, Op op, List<String> reads, List<TensorDesc> descs, Signal made) {
    String node = net.fresh(wanted);
    TensorDesc makes = net.node(node, op, reads, descs).get(0);
    return new Flow(net, base, node, makes, made);
  }
}
