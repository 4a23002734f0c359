package dev.fovea.models.npy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads and writes {@code .npy} files: one array, little-endian, rows last (C order).
 *
 * <p>Read are float32 and int64 as they are, float64 rounded to float32, bool, int32, int16, int8
 * and uint8 as int64. Written are float32 and int64. Source: NumPy, A simple file format for NumPy
 * arrays, versions 1.0 to 3.0.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 16;
  private static final int ALIGNMENT = 64;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private final String name;

  private Npy(Path file) {
    this.name = String.valueOf(file.getFileName());
  }

  /**
   * Reads a file; the caller closes the tensor.
   *
   * @throws IllegalArgumentException if it is damaged or of a type not read
   * @throws UncheckedIOException if it cannot be read
   */
  public static Tensor read(Path file) {
    Npy npy = new Npy(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return npy.read(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("Npy[" + npy.name + "]: cannot be read", e);
    }
  }

  private Tensor read(FileChannel channel) throws IOException {
    ByteBuffer start = bytes(channel, 10, "the header");
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw problem("does not begin with NumPy's mark; expected a file of numpy.save");
    }
    int major = start.get();
    start.position(8);
    long length = start.getShort() & 0xffffL;
    if (major >= 2) {
      length |= (bytes(channel, 2, "the header").getShort() & 0xffffL) << 16;
    }
    if (length > MAX_HEADER) {
      throw problem("header has " + length + " bytes; expected at most " + MAX_HEADER);
    }
    ByteBuffer header = bytes(channel, (int) length, "the header");
    return read(channel, StandardCharsets.UTF_8.decode(header).toString());
  }

  private Tensor read(FileChannel channel, String header) throws IOException {
    if (find(ORDER, header).equals("True")) {
      throw problem("is in Fortran order; expected C order; save numpy.ascontiguousarray(x)");
    }
    String type = find(DESCR, header);
    int bytes = elementBytes(type);
    Shape shape = shape(find(SHAPE, header));
    long needed = Math.multiplyExact(shape.elements(), bytes);
    if (channel.size() - channel.position() < needed) {
      throw problem(
          "holds "
              + (channel.size() - channel.position())
              + " bytes of data; expected "
              + needed
              + " for "
              + type
              + shape);
    }
    boolean floats = type.charAt(1) == 'f';
    Tensor tensor = Tensor.allocate(TensorDesc.of(floats ? DType.FLOAT32 : DType.INT64, shape));
    try {
      ByteBuffer data = bytes(channel, Math.toIntExact(needed), "the data");
      fill(tensor, type, data);
      return tensor;
    } catch (RuntimeException | IOException | Error e) {
      tensor.close();
      throw e;
    }
  }

  private int elementBytes(String type) {
    return switch (type) {
      case "<f4", "<i4" -> 4;
      case "<f8", "<i8" -> 8;
      case "<i2" -> 2;
      case "|b1", "|i1", "|u1" -> 1;
      default ->
          throw problem(
              "elements are "
                  + type
                  + "; expected float32, float64, int64, int32, int16, int8, uint8 or bool,"
                  + " little-endian; convert with astype");
    };
  }

  private Shape shape(String text) {
    try {
      int[] dims =
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(part -> !part.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw problem("shape is (" + text + "); expected extents of 0 to 2^31-1");
    }
  }

  private static void fill(Tensor tensor, String type, ByteBuffer data) {
    int count = Math.toIntExact(tensor.shape().elements());
    if (type.equals("<f4")) {
      tensor.copyFrom(data.asFloatBuffer());
      return;
    }
    for (int i = 0; i < count; i++) {
      switch (type) {
        case "<f8" -> tensor.sharedFloats().put(i, (float) data.getDouble(8 * i));
        case "<i8" -> tensor.sharedLongs().put(i, data.getLong(8 * i));
        case "<i4" -> tensor.sharedLongs().put(i, data.getInt(4 * i));
        case "<i2" -> tensor.sharedLongs().put(i, data.getShort(2 * i));
        case "|i1" -> tensor.sharedLongs().put(i, data.get(i));
        default -> tensor.sharedLongs().put(i, data.get(i) & 0xff);
      }
    }
  }

  private ByteBuffer bytes(FileChannel channel, int count, String what) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw problem("ends in " + what + "; expected a whole file; copy it again");
      }
    }
    return buffer.flip();
  }

  private String find(Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw problem("header is " + header.strip() + "; expected descr, fortran_order and shape");
    }
    return matcher.group(1);
  }

  private IllegalArgumentException problem(String text) {
    return new IllegalArgumentException("Npy[" + name + "]: " + text);
  }

  /**
   * Writes a file, over an older one of that name.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, Tensor tensor) {
    boolean floats = tensor.desc().dtype() == DType.FLOAT32;
    String dims =
        Arrays.stream(tensor.shape().dims())
            .mapToObj(dim -> dim + ",")
            .collect(Collectors.joining(" "));
    String dict =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            floats ? "<f4" : "<i8",
            dims);
    int start = MAGIC.length + 4;
    int length = (start + dict.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - start;
    long elements = tensor.shape().elements();
    ByteBuffer all =
        ByteBuffer.allocate(Math.toIntExact(start + length + elements * (floats ? 4 : 8)))
            .order(ByteOrder.LITTLE_ENDIAN);
    all.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    all.put(dict.getBytes(StandardCharsets.US_ASCII));
    while (all.position() < start + length - 1) {
      all.put((byte) ' ');
    }
    all.put((byte) '\n');
    if (floats) {
      all.asFloatBuffer().put(tensor.toFloats());
    } else {
      all.asLongBuffer().put(tensor.toLongs());
    }
    try {
      Files.write(file, all.array());
    } catch (IOException e) {
      throw new UncheckedIOException("Npy[" + file + "]: cannot be written", e);
    }
  }
}
