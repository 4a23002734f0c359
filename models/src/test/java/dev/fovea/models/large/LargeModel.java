package dev.fovea.models.large;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.support.Models;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of VGG-16's shape, 553 MB, whose result is known: each output channel of a convolution
 * is one of its input channels, each feature of a dense layer one of its inputs. Weights are nearly
 * all zeros, which a file system need not store.
 */
final class LargeModel {
  private static final int[] CHANNELS = {
    64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0
  };
  private static final int[] FEATURES = {4096, 4096, 1000};
  private static final int SIZE = 224;
  private static final int STEP = 6151;
  private static final int LEFT = 7;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("large");
  private final List<Weights> weights = new ArrayList<>();
  private float[] values = {1, 2, 3};
  private String last = "x";

  /** Weights with a one in each row. */
  private record Weights(TensorProto header, long[] ones, long elements) {}

  private LargeModel() {
    graph.addInput(Models.value("x", Models.FLOAT, 1, values.length, SIZE, SIZE));
    for (int channels : CHANNELS) {
      if (channels == 0) {
        pool();
      } else {
        conv(channels);
      }
    }
    add(Models.node("Flatten", List.of(last), "flat"));
    int area = LEFT * LEFT;
    float[] flat = new float[values.length * area];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = values[i / area];
    }
    values = flat;
    for (int i = 0; i < FEATURES.length; i++) {
      dense(FEATURES[i], i < FEATURES.length - 1);
    }
    graph.addOutput(Models.value(last, Models.FLOAT, 1, values.length));
  }

  private void add(NodeProto.Builder node) {
    graph.addNode(node);
    last = node.getOutput(0);
  }

  private void conv(int channels) {
    String name = "conv" + weights.size();
    int taps = 9;
    long[] ones = new long[channels];
    float[] made = new float[channels];
    for (int o = 0; o < channels; o++) {
      int from = o % values.length;
      ones[o] = ((long) o * values.length + from) * taps + taps / 2;
      made[o] = values[from];
    }
    weights(name, ones, channels, values.length, 3, 3);
    add(
        Models.node("Conv", List.of(last, name), name + "-out")
            .addAttribute(Models.ints("pads", 1, 1, 1, 1)));
    add(Models.node("Relu", List.of(last), name + "-relu"));
    values = made;
  }

  private void pool() {
    add(
        Models.node("MaxPool", List.of(last), last + "-pool")
            .addAttribute(Models.ints("kernel_shape", 2, 2))
            .addAttribute(Models.ints("strides", 2, 2)));
  }

  private void dense(int features, boolean relu) {
    String name = "dense" + weights.size();
    long[] ones = new long[features];
    float[] made = new float[features];
    for (int o = 0; o < features; o++) {
      int from = (int) ((long) o * STEP % values.length);
      ones[o] = (long) o * values.length + from;
      made[o] = values[from];
    }
    weights(name, ones, features, values.length);
    add(
        Models.node("Gemm", List.of(last, name), name + "-out")
            .addAttribute(Models.integer("transB", 1)));
    if (relu) {
      add(Models.node("Relu", List.of(last), name + "-relu"));
    }
    values = made;
  }

  private void weights(String name, long[] ones, int... dims) {
    TensorProto.Builder header = TensorProto.newBuilder().setName(name).setDataType(Models.FLOAT);
    for (int dim : dims) {
      header.addDims(dim);
    }
    weights.add(new Weights(header.build(), ones, Shape.of(dims).elements()));
  }

  /** Writes a test folder: the model, an image and what the network makes of it. */
  static void writeTo(Path folder) throws IOException {
    LargeModel model = new LargeModel();
    Path data = Files.createDirectories(folder.resolve("test_data_set_0"));
    model.write(folder.resolve("model.onnx"));
    int area = SIZE * SIZE;
    float[] pixels = new float[3 * area];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / area + 1;
    }
    try (Tensor image = Tensor.of(Shape.of(1, 3, SIZE, SIZE), pixels);
        Tensor result = Tensor.of(Shape.of(1, model.values.length), model.values)) {
      OnnxTensors.write(data.resolve("input_0.pb"), "x", image);
      OnnxTensors.write(data.resolve("output_0.pb"), model.last, result);
    }
  }

  private void write(Path file) throws IOException {
    byte[] rest = graph.build().toByteArray();
    long size = rest.length;
    for (Weights part : weights) {
      size += head(part).length + 4 * part.elements();
    }
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    start.writeBytes(
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(Models.model(13, GraphProto.newBuilder()).getOpsetImport(0))
            .build()
            .toByteArray());
    start.writeBytes(delimited(ModelProto.GRAPH_FIELD_NUMBER, size));
    start.writeBytes(rest);
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(start.toByteArray()));
      for (Weights part : weights) {
        channel.write(ByteBuffer.wrap(head(part)));
        long first = channel.position();
        ByteBuffer one = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(1);
        for (long place : part.ones()) {
          channel.write(one.rewind(), first + 4 * place);
        }
        long end = first + 4 * part.elements();
        if (channel.size() < end) {
          channel.write(ByteBuffer.allocate(1), end - 1);
        }
        channel.position(end);
      }
    }
  }

  /** Everything of an initializer in front of its data. */
  private static byte[] head(Weights part) throws IOException {
    byte[] header = part.header().toByteArray();
    byte[] raw = delimited(TensorProto.RAW_DATA_FIELD_NUMBER, 4 * part.elements());
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(
        delimited(
            GraphProto.INITIALIZER_FIELD_NUMBER, header.length + raw.length + 4 * part.elements()));
    head.writeBytes(header);
    head.writeBytes(raw);
    return head.toByteArray();
  }

  private static byte[] delimited(int field, long length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream stream = CodedOutputStream.newInstance(bytes);
    stream.writeTag(field, 2);
    stream.writeUInt64NoTag(length);
    stream.flush();
    return bytes.toByteArray();
  }
}
