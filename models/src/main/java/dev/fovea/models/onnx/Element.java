package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The element types that are read: how they lie in a file, and as what they are held. */
enum Element {
  FLOAT(TensorProto.DataType.FLOAT, Float.BYTES, DType.FLOAT32),
  FLOAT16(TensorProto.DataType.FLOAT16, Short.BYTES, DType.FLOAT16),
  INT64(TensorProto.DataType.INT64, Long.BYTES, DType.INT64),
  INT32(TensorProto.DataType.INT32, Integer.BYTES, DType.INT64),
  BOOL(TensorProto.DataType.BOOL, 1, DType.INT64);

  private static final int CHUNK = 1 << 13;

  /** The bytes of one raw value. */
  final int bytes;

  /** The type that tensors of it have; wider ones take up their values. */
  final DType held;

  private final TensorProto.DataType type;

  Element(TensorProto.DataType type, int bytes, DType held) {
    this.type = type;
    this.bytes = bytes;
    this.held = held;
  }

  /** Returns the element type of a file's type, or null if it is not read. */
  static @Nullable Element of(TensorProto.DataType type) {
    for (Element element : values()) {
      if (element.type == type) {
        return element;
      }
    }
    return null;
  }

  /** Fills a tensor with values that a message lists; float16 ones are listed as their bits. */
  void put(List<? extends Number> values, Tensor tensor) {
    switch (held) {
      case FLOAT32 -> {
        FloatBuffer target = tensor.floats();
        values.forEach(value -> target.put(value.floatValue()));
      }
      case INT64 -> {
        LongBuffer target = tensor.longs();
        values.forEach(value -> target.put(value.longValue()));
      }
      case FLOAT16 -> {
        ByteBuffer target = tensor.bytes();
        values.forEach(value -> target.putShort(value.shortValue()));
      }
    }
  }

  /** Fills a tensor with little-endian values. */
  void read(ByteRange data, Tensor tensor) throws IOException {
    if (bytes == held.bytes() && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      data.read(tensor.bytes(), 0);
      return;
    }
    ByteBuffer target = tensor.bytes();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = 0; at < data.length(); at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK, data.length() - at));
      data.read(chunk, at);
      chunk.flip();
      while (chunk.hasRemaining()) {
        convert(chunk, target);
      }
    }
  }

  private void convert(ByteBuffer from, ByteBuffer to) {
    switch (this) {
      case FLOAT -> to.putInt(from.getInt());
      case FLOAT16 -> to.putShort(from.getShort());
      case INT64 -> to.putLong(from.getLong());
      case INT32 -> to.putLong(from.getInt());
      case BOOL -> to.putLong(from.get());
    }
  }
}
