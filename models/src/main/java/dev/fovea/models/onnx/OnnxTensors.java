package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Float16;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tensors in ONNX's own format, as in initializers and the {@code .pb} files of test data.
 *
 * <p>Read are float and float16 (both as float32) and int64; bool and int32 widen to int64. The
 * extents are checked against the bytes present before memory is allocated; data outside the file
 * is refused.
 */
public final class OnnxTensors {
  /** The element types that are read, for messages. */
  static final String HELD = "float, float16, int64, int32 or bool";

  static final int MAX_RANK = 32;

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
      Tensor tensor = of(TensorProto.parseFrom(stream));
      if (tensor.desc().dtype() != DType.FLOAT16) {
        return tensor;
      }
      try (tensor) {
        return Float16.widen(tensor);
      }
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

  /** Returns what values of an element type are held as when they run, or null if they are not. */
  static @Nullable DType heldAs(int type) {
    TensorProto.DataType known = TensorProto.DataType.forNumber(type);
    Element element = known == null ? null : Element.of(known);
    if (element == null) {
      return null;
    }
    return element.held == DType.INT64 ? DType.INT64 : DType.FLOAT32;
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
   * Returns a tensor that holds its data itself; the caller closes it.
   *
   * @throws UnsupportedNodeException if its parts contradict each other or are of a type not read
   */
  static Tensor of(TensorProto proto) {
    if (ExternalData.isExternal(proto)) {
      throw problem(proto, "keeps its data in another file; expected them inside");
    }
    if (proto.hasRawData()) {
      ByteString raw = proto.getRawData();
      try (ByteSource bytes = ByteSource.of(raw.toByteArray())) {
        return of(proto, new ByteRange(bytes, 0, raw.size()));
      } catch (IOException e) {
        throw new UncheckedIOException("OnnxTensors: an array cannot be read", e);
      }
    }
    Element element = element(proto);
    List<? extends Number> values =
        switch (element) {
          case FLOAT -> proto.getFloatDataList();
          case INT64 -> proto.getInt64DataList();
          case FLOAT16, INT32, BOOL -> proto.getInt32DataList();
        };
    Shape shape = shape(proto);
    requireData(proto, shape, values.size() == shape.elements(), values.size() + " values", "");
    return filled(element, shape, tensor -> element.put(values, tensor));
  }

  /**
   * Returns a tensor whose data lie elsewhere, little-endian; the caller closes it. They are copied
   * once, into the tensor.
   *
   * @throws UnsupportedNodeException if its parts contradict each other or are of a type not read
   * @throws UncheckedIOException if the data cannot be read
   */
  static Tensor of(TensorProto proto, ByteRange data) {
    Element element = element(proto);
    Shape shape = shape(proto);
    // Compared by division: the product of elements and bytes could overflow.
    boolean fits =
        data.length() % element.bytes == 0 && data.length() / element.bytes == shape.elements();
    String expected = " of " + element.bytes + " bytes";
    requireData(proto, shape, fits, data.length() + " bytes of data", expected);
    return filled(
        element,
        shape,
        tensor -> {
          try {
            element.read(data, tensor);
          } catch (EOFException e) {
            throw problem(proto, "lost its data (" + e.getMessage() + "); expected the whole file");
          } catch (IOException e) {
            throw new UncheckedIOException("OnnxTensors: tensor " + proto.getName(), e);
          }
        });
  }

  /** Vectors and scalars decide operators, so float16 ones are widened at once; they are small. */
  private static Tensor filled(Element element, Shape shape, Consumer<Tensor> fill) {
    Tensor tensor = Tensor.allocate(TensorDesc.of(element.held, shape));
    try {
      fill.accept(tensor);
    } catch (RuntimeException | Error e) {
      tensor.close();
      throw e;
    }
    if (element != Element.FLOAT16 || shape.rank() > 1) {
      return tensor;
    }
    try (tensor) {
      return Float16.widen(tensor);
    }
  }

  /** Returns how many bytes a tensor's data take where they are raw. */
  static long rawBytes(TensorProto proto) {
    long elements = shape(proto).elements();
    int bytes = element(proto).bytes;
    if (elements > Tensor.MAX_BYTES / bytes) {
      throw problem(proto, "has " + elements + " elements; expected less than 2 GiB of them");
    }
    return elements * bytes;
  }

  private static Element element(TensorProto proto) {
    if (proto.hasSegment()) {
      throw problem(proto, "is one segment of a tensor; expected a whole one");
    }
    TensorProto.DataType type = TensorProto.DataType.forNumber(proto.getDataType());
    if (type == null) {
      throw problem(proto, "has the unknown element type " + proto.getDataType());
    }
    Element element = Element.of(type);
    if (element == null) {
      throw problem(proto, "is " + typeName(proto.getDataType()) + "; expected " + HELD);
    }
    return element;
  }

  private static Shape shape(TensorProto proto) {
    if (proto.getDimsCount() > MAX_RANK) {
      throw problem(proto, "has rank " + proto.getDimsCount() + "; expected at most " + MAX_RANK);
    }
    int[] dims = new int[proto.getDimsCount()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = dim(proto, proto.getDims(axis));
    }
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw problem(proto, "has extents " + proto.getDimsList() + "; expected fewer elements");
    }
  }

  /** Checks the extents against the data before anything is allocated for them. */
  private static void requireData(
      TensorProto proto, Shape shape, boolean fits, String present, String each) {
    if (!fits) {
      throw problem(
          proto,
          "has extents "
              + shape
              + " but "
              + present
              + "; expected "
              + shape.elements()
              + " values"
              + each);
    }
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

  static UnsupportedNodeException problem(TensorProto proto, String reason) {
    String name = proto.getName().isEmpty() ? "" : " " + proto.getName();
    return new UnsupportedNodeException("tensor" + name + " " + reason);
  }
}
