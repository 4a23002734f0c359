package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteOutput;
import com.google.protobuf.CodedOutputStream;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor's values as ONNX stores them: dense, in row-major order, little-endian. */
final class TensorData {
  /** Bytes that lie on the heap at once. */
  static final int CHUNK = 1 << 16;

  private TensorData() {}

  /** Returns all of a tensor in the file but its data. */
  static TensorProto.Builder head(String name, Tensor tensor) {
    TensorProto.Builder head = TensorProto.newBuilder().setName(name);
    head.setDataType(type(tensor.desc().dtype()).getNumber());
    for (int dim : tensor.shape().dims()) {
      head.addDims(dim);
    }
    return head;
  }

  /** Returns ONNX's name for a type that is stored. */
  static DataType type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> DataType.FLOAT;
      case INT64 -> DataType.INT64;
      case FLOAT16 -> DataType.FLOAT16;
    };
  }

  /** Returns how many bytes are stored. */
  static long bytes(Tensor tensor) {
    return tensor.shape().elements() * tensor.desc().dtype().bytes();
  }

  /** Writes the values, image by image: there may be gaps between them. */
  static void write(Tensor tensor, CodedOutputStream out) throws IOException {
    tensor.acquire();
    try {
      TensorDesc desc = tensor.desc();
      int size = desc.dtype().bytes();
      ByteBuffer all = tensor.bytes();
      if (desc.isDense()) {
        write(all.limit(Math.toIntExact(bytes(tensor))), size, out);
        return;
      }
      int image = Math.toIntExact(desc.imageElements() * size);
      for (int i = 0; i < desc.images(); i++) {
        int start = Math.toIntExact(i * desc.imageStride() * size);
        write(all.slice(start, image).order(ByteOrder.nativeOrder()), size, out);
      }
    } finally {
      tensor.release();
    }
  }

  private static void write(ByteBuffer values, int size, ByteOutput out) throws IOException {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      out.write(values);
      return;
    }
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    while (values.hasRemaining()) {
      chunk.clear();
      while (values.hasRemaining() && chunk.remaining() >= size) {
        for (int i = size - 1; i >= 0; i--) {
          chunk.put(values.get(values.position() + i));
        }
        values.position(values.position() + size);
      }
      out.write(chunk.flip());
    }
  }
}
