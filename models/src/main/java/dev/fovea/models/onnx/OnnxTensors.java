package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tensors in ONNX's own format, as in initializers and the {@code .pb} files of test data.
 *
 * <p>Read are float (as float32) and int64; bool and int32 widen to int64. The extents are checked
 * against the bytes present before memory is allocated; data outside the file is refused.
 */
public final class OnnxTensors {
  /** The element types that are read, for messages. */
  static final String HELD = "float, int64, int32 or bool";

  private static final int MAX_RANK = 32;

  private OnnxTensors() {}

  /**
   * Reads a file that holds one tensor; the caller closes it.
   *
   * @throws OnnxImportException if the file is damaged or of another element type
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Tensor read(Path file) {
    String name = String.valueOf(file.getFileName());
    try (InputStream stream = Files.newInputStream(file)) {
      return read(stream, name);
    } catch (IOException e) {
      throw new UncheckedIOException("OnnxTensors[" + name + "]: cannot be read", e);
    }
  }

  /**
   * Reads one tensor to the end of the stream; the caller closes both.
   *
   * @param name what messages call the stream
   * @throws OnnxImportException if the data are damaged or of another element type
   * @throws UncheckedIOException if the stream cannot be read
   */
  public static Tensor read(InputStream stream, String name) {
    try {
      return of(TensorProto.parseFrom(stream));
    } catch (UnsupportedNodeException e) {
      throw new OnnxImportException(name, "tensor", e.reason(), e);
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxImportException(name, "tensor", damaged(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException("OnnxTensors[" + name + "]: cannot be read", e);
    }
  }

  /**
   * Writes a dense plain tensor as ONNX does.
   *
   * @param name the tensor's name in the file
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, String name, Tensor tensor) {
    try {
      Files.write(file, toProto(name, tensor).toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("OnnxTensors[" + file.getFileName() + "]: not written", e);
    }
  }

  /** Returns what a file's element type is held as, or null if it is not. */
  static @Nullable DType heldAs(int type) {
    TensorProto.DataType known = TensorProto.DataType.forNumber(type);
    if (known == null) {
      return null;
    }
    return switch (known) {
      case FLOAT -> DType.FLOAT32;
      case INT64, INT32, BOOL -> DType.INT64;
      default -> null;
    };
  }

  static String damaged(InvalidProtocolBufferException e) {
    return "is no ONNX file or a damaged one (" + e.getMessage() + "); fetch or export it again";
  }

  static TensorProto toProto(String name, Tensor tensor) {
    boolean floats = tensor.desc().dtype() == DType.FLOAT32;
    TensorProto.Builder proto = TensorProto.newBuilder().setName(name);
    proto.setDataType(
        (floats ? TensorProto.DataType.FLOAT : TensorProto.DataType.INT64).getNumber());
    for (int dim : tensor.shape().dims()) {
      proto.addDims(dim);
    }
    int bytes = Math.toIntExact(tensor.shape().elements() * tensor.desc().dtype().bytes());
    ByteBuffer raw = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (floats) {
      raw.asFloatBuffer().put(tensor.toFloats());
    } else {
      raw.asLongBuffer().put(tensor.toLongs());
    }
    return proto.setRawData(ByteString.copyFrom(raw)).build();
  }

  /**
   * Returns the tensor; the caller closes it.
   *
   * @throws UnsupportedNodeException if its parts contradict each other or are of a type not read
   */
  static Tensor of(TensorProto proto) {
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || proto.getExternalDataCount() > 0) {
      throw problem(
          proto,
          "keeps its data in another file; expected them inside; save the model as one file");
    }
    if (proto.hasSegment()) {
      throw problem(proto, "is one segment of a tensor; expected a whole one");
    }
    TensorProto.DataType type = TensorProto.DataType.forNumber(proto.getDataType());
    if (type == null) {
      throw problem(proto, "has the unknown element type " + proto.getDataType());
    }
    return switch (type) {
      case FLOAT -> floats(proto);
      case INT64 -> longs(proto, proto.getInt64DataList(), Long.BYTES);
      case INT32 -> longs(proto, proto.getInt32DataList(), Integer.BYTES);
      case BOOL -> longs(proto, proto.getInt32DataList(), 1);
      default -> throw problem(proto, "is " + typeName(proto.getDataType()) + "; expected " + HELD);
    };
  }

  private static Tensor floats(TensorProto proto) {
    Shape shape = shape(proto, proto.getFloatDataCount(), Float.BYTES);
    Tensor tensor = Tensor.allocate(TensorDesc.of(shape));
    FloatBuffer target = tensor.floats();
    if (proto.hasRawData()) {
      target.put(raw(proto).asFloatBuffer());
    } else {
      for (int i = 0; i < proto.getFloatDataCount(); i++) {
        target.put(proto.getFloatData(i));
      }
    }
    return tensor;
  }

  private static Tensor longs(TensorProto proto, List<? extends Number> typed, int bytes) {
    Shape shape = shape(proto, typed.size(), bytes);
    Tensor tensor = Tensor.allocate(TensorDesc.of(DType.INT64, shape));
    LongBuffer target = tensor.longs();
    if (proto.hasRawData()) {
      ByteBuffer raw = raw(proto);
      while (raw.hasRemaining()) {
        target.put(bytes == 1 ? raw.get() : bytes == 4 ? raw.getInt() : raw.getLong());
      }
    } else {
      typed.forEach(value -> target.put(value.longValue()));
    }
    return tensor;
  }

  private static ByteBuffer raw(TensorProto proto) {
    return proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Checks the extents against the data before anything is allocated for them. */
  private static Shape shape(TensorProto proto, int typedCount, int bytes) {
    if (proto.getDimsCount() > MAX_RANK) {
      throw problem(proto, "has rank " + proto.getDimsCount() + "; expected at most " + MAX_RANK);
    }
    int[] dims = new int[proto.getDimsCount()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = dim(proto, proto.getDims(axis));
    }
    Shape shape;
    try {
      shape = Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw problem(proto, "has extents " + proto.getDimsList() + "; expected fewer elements");
    }
    boolean raw = proto.hasRawData();
    long present = raw ? proto.getRawData().size() : typedCount;
    // Compared by division: the product of elements and bytes could overflow.
    boolean fits =
        raw
            ? present % bytes == 0 && present / bytes == shape.elements()
            : present == shape.elements();
    if (!fits) {
      throw problem(
          proto,
          "has extents "
              + shape
              + " but "
              + present
              + (raw ? " bytes of data" : " values")
              + "; expected "
              + shape.elements()
              + (raw ? " values of " + bytes + " bytes" : " values"));
    }
    return shape;
  }

  private static int dim(TensorProto proto, long dim) {
    if (dim < 0 || dim > Integer.MAX_VALUE) {
      throw problem(proto, "has an extent of " + dim + "; expected 0 to 2^31-1");
    }
    return (int) dim;
  }

  /** Returns an element type's name as ONNX documents it. */
  static String typeName(int type) {
    TensorProto.DataType known = TensorProto.DataType.forNumber(type);
    return known == null ? "type " + type : known.name().toLowerCase(Locale.ROOT);
  }

  private static UnsupportedNodeException problem(TensorProto proto, String reason) {
    String name = proto.getName().isEmpty() ? "" : " " + proto.getName();
    return new UnsupportedNodeException("tensor" + name + " " + reason);
  }
}
