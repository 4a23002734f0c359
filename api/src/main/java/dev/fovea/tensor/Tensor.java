package dev.fovea.tensor;

import dev.fovea.internal.Leases;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor and the off-heap memory it describes.
 *
 * <p>Memory that Fovea allocates starts at a multiple of 64 bytes, is zero at first, and is
 * released by {@link #close}, not by the garbage collector. A view ({@link #view}, {@link
 * #reshape}, {@link #channelSlice}) shares the memory and keeps it alive until it is closed itself.
 * A close while a kernel runs on the tensor takes effect when the run ends.
 *
 * <p>Reading and closing are safe from any thread; concurrent writes to the same elements are the
 * caller's to order. Buffers obtained from {@link #bytes}, {@link #floats} or {@link #longs} must
 * not be used after the close: the JVM cannot detect it on Java 17.
 */
public final class Tensor implements AutoCloseable {
  /** Fovea's own allocations start at a multiple of this many bytes. */
  public static final int ALIGNMENT = OffHeap.ALIGNMENT;

  /** The most bytes a tensor may span: just below 2 GiB. */
  public static final int MAX_BYTES = Integer.MAX_VALUE - ALIGNMENT;

  private final TensorDesc desc;
  private final ByteBuffer data;
  private final long address;
  private final Leases memory;
  private final Leases leases;

  // Volatile, since a buffer's fields are not final.
  private volatile @Nullable ByteBuffer sharedBytes;
  private volatile @Nullable FloatBuffer sharedFloats;
  private volatile @Nullable LongBuffer sharedLongs;

  /** Takes over one lease of {@code memory}. */
  private Tensor(TensorDesc desc, ByteBuffer data, Leases memory) {
    this.desc = desc;
    this.data = data;
    this.address = OffHeap.address(data);
    this.memory = memory;
    this.leases = new Leases(memory::release);
  }

  /**
   * Allocates a zeroed tensor.
   *
   * @throws TensorAllocationException if the off-heap limit does not allow it
   * @throws IllegalArgumentException if the tensor would span more than 2 GiB
   */
  public static Tensor allocate(TensorDesc desc) {
    int bytes = checkedBytes(desc);
    ByteBuffer whole = OffHeap.allocate(bytes);
    Leases memory = new Leases(() -> OffHeap.free(whole, bytes));
    return owned(desc, OffHeap.aligned(whole, bytes), memory);
  }

  /** Allocates a dense plain float32 tensor with these values in row-major order. */
  public static Tensor of(Shape shape, float... values) {
    Tensor tensor = allocate(TensorDesc.of(shape));
    try {
      tensor.copyFrom(values);
      return tensor;
    } catch (RuntimeException e) {
      tensor.close();
      throw e;
    }
  }

  /** Allocates a dense plain int64 tensor with these values in row-major order. */
  public static Tensor ofLongs(Shape shape, long... values) {
    if (values.length != shape.elements()) {
      throw new IllegalArgumentException(
          "Tensor: "
              + values.length
              + " values given; expected "
              + shape.elements()
              + " for "
              + shape);
    }
    Tensor tensor = allocate(TensorDesc.of(DType.INT64, shape));
    tensor.longs().put(0, values);
    return tensor;
  }

  /**
   * Wraps memory that somebody else owns; nothing is copied.
   *
   * @param desc what lies there; its bytes must fit
   * @param address the first byte, a multiple of the element size
   * @param bytes how many bytes may be touched
   * @param owner runs once after the tensor and all its views have been closed; not null
   * @throws IllegalArgumentException if the memory is misaligned or too small
   */
  public static Tensor wrap(TensorDesc desc, long address, long bytes, Runnable owner) {
    Objects.requireNonNull(owner, "owner");
    int needed = checkedBytes(desc);
    if (address == 0 || address % desc.dtype().bytes() != 0) {
      throw new IllegalArgumentException(
          "Tensor: foreign address is 0x"
              + Long.toHexString(address)
              + "; expected a multiple of "
              + desc.dtype().bytes()
              + " other than 0");
    }
    if (bytes < needed) {
      throw new IllegalArgumentException(
          "Tensor: foreign memory has "
              + bytes
              + " bytes; expected at least "
              + needed
              + " for "
              + desc);
    }
    return owned(desc, OffHeap.view(address, needed), new Leases(owner));
  }

  /**
   * Wraps the remaining bytes of a direct buffer; nothing is copied and the buffer is kept
   * reachable.
   *
   * @throws IllegalArgumentException if the buffer is on the heap, misaligned or too small
   */
  public static Tensor wrap(TensorDesc desc, ByteBuffer buffer) {
    int needed = checkedBytes(desc);
    if (!buffer.isDirect() || buffer.isReadOnly()) {
      throw new IllegalArgumentException(
          "Tensor: cannot wrap a heap or read-only buffer; expected a writable direct one;"
              + " copy with Tensor.of instead");
    }
    if (buffer.remaining() < needed
        || buffer.alignmentOffset(buffer.position(), desc.dtype().bytes()) != 0) {
      throw new IllegalArgumentException(
          "Tensor: buffer has "
              + buffer.remaining()
              + " bytes at "
              + buffer.position()
              + "; expected at least "
              + needed
              + ", aligned to "
              + desc.dtype().bytes()
              + " bytes, for "
              + desc);
    }
    ByteBuffer part = buffer.slice(buffer.position(), needed).order(ByteOrder.nativeOrder());
    return owned(desc, part, new Leases(() -> {}));
  }

  private static Tensor owned(TensorDesc desc, ByteBuffer data, Leases memory) {
    memory.tryAcquire();
    Tensor tensor = new Tensor(desc, data, memory);
    memory.close();
    return tensor;
  }

  private static int checkedBytes(TensorDesc desc) {
    long bytes = desc.bytes();
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Tensor: "
              + desc
              + " spans "
              + bytes
              + " bytes; expected less than 2 GiB; split the batch");
    }
    return (int) bytes;
  }

  /**
   * Returns the bytes that Fovea allocated and that were not released yet; foreign memory is not
   * counted.
   */
  public static long liveBytes() {
    return OffHeap.liveBytes();
  }

  /** Returns the descriptor. */
  public TensorDesc desc() {
    return desc;
  }

  /** Returns the shape. */
  public Shape shape() {
    return desc.shape();
  }

  /** Returns the address of the first element; throws IllegalStateException if closed. */
  public long address() {
    requireUsable();
    return address;
  }

  /**
   * Returns the spanned bytes in native order; throws IllegalStateException if closed.
   *
   * <p>Each call returns a new buffer with position 0: read and write by absolute index, and keep
   * it in a local outside loops.
   */
  public ByteBuffer bytes() {
    requireUsable();
    return data.duplicate().order(ByteOrder.nativeOrder());
  }

  /**
   * Returns the spanned elements, gaps and padding lanes included; throws IllegalStateException if
   * closed. A new buffer with position 0, like {@link #bytes}.
   */
  public FloatBuffer floats() {
    requireType(DType.FLOAT32);
    return data.asFloatBuffer();
  }

  /**
   * Returns the spanned int64 elements; throws IllegalStateException if closed. A new buffer with
   * position 0, like {@link #bytes}.
   */
  public LongBuffer longs() {
    requireType(DType.INT64);
    return data.asLongBuffer();
  }

  /**
   * Returns what {@link #bytes} returns, but the same buffer for every caller, so that a kernel's
   * run allocates nothing. Read and write by absolute index; leave position, limit and order alone.
   */
  public ByteBuffer sharedBytes() {
    requireUsable();
    ByteBuffer known = sharedBytes;
    if (known == null) {
      known = bytes();
      sharedBytes = known;
    }
    return known;
  }

  /** Returns what {@link #floats} returns, shared like {@link #sharedBytes}. */
  public FloatBuffer sharedFloats() {
    requireType(DType.FLOAT32);
    FloatBuffer known = sharedFloats;
    if (known == null) {
      known = data.asFloatBuffer();
      sharedFloats = known;
    }
    return known;
  }

  /** Returns what {@link #longs} returns, shared like {@link #sharedBytes}. */
  public LongBuffer sharedLongs() {
    requireType(DType.INT64);
    LongBuffer known = sharedLongs;
    if (known == null) {
      known = data.asLongBuffer();
      sharedLongs = known;
    }
    return known;
  }

  /** Copies the float32 elements, or float16 ones widened, out in plain order. */
  public float[] toFloats() {
    acquire();
    try {
      return TensorCopies.toFloats(this);
    } finally {
      release();
    }
  }

  /** Copies the int64 elements out in plain order. */
  public long[] toLongs() {
    acquire();
    try {
      return TensorCopies.toLongs(this);
    } finally {
      release();
    }
  }

  /** Overwrites the elements with values in plain order; padding lanes become zero. */
  public Tensor copyFrom(float... values) {
    return copyFrom(FloatBuffer.wrap(values));
  }

  /**
   * Overwrites the elements with the remaining values of a buffer in plain order; the buffer's
   * position is left alone.
   *
   * @throws IllegalArgumentException if the count differs
   */
  public Tensor copyFrom(FloatBuffer values) {
    acquire();
    try {
      TensorCopies.fromFloats(values, this);
      return this;
    } finally {
      release();
    }
  }

  /**
   * Copies the float32 elements in plain order to a buffer's position and advances it.
   *
   * @throws java.nio.BufferOverflowException if fewer elements remain in the buffer; none is copied
   */
  public void copyTo(FloatBuffer target) {
    target.put(toFloats());
  }

  /**
   * Returns a tensor that shares this one's memory.
   *
   * @param view what the view describes
   * @param byteOffset where it starts, a multiple of the element size
   * @throws IllegalArgumentException if it does not lie inside this tensor
   */
  public Tensor view(TensorDesc view, long byteOffset) {
    Objects.requireNonNull(view, "view");
    if (byteOffset < 0
        || byteOffset % view.dtype().bytes() != 0
        || byteOffset > data.capacity() - view.bytes()) {
      throw new IllegalArgumentException(
          "Tensor: view "
              + view
              + " at byte "
              + byteOffset
              + " is outside "
              + desc
              + "; expected it inside "
              + data.capacity()
              + " bytes and aligned to its elements");
    }
    acquire();
    try {
      ByteBuffer part =
          data.slice((int) byteOffset, (int) view.bytes()).order(ByteOrder.nativeOrder());
      memory.acquireAnother();
      return new Tensor(view, part, memory);
    } finally {
      release();
    }
  }

  /** Returns a view of a dense plain tensor with another shape of as many elements. */
  public Tensor reshape(Shape shape) {
    if (!desc.isDense()
        || !desc.layout().isPlain()
        || shape.elements() != desc.shape().elements()) {
      throw new IllegalArgumentException(
          "Tensor: cannot view "
              + desc
              + " as "
              + shape
              + "; expected a dense plain tensor of as many elements");
    }
    return view(TensorDesc.of(desc.dtype(), shape), 0);
  }

  /**
   * Returns a view of channels {@code first} to {@code first + count - 1} of every image.
   *
   * @throws IllegalArgumentException if the range lies outside, the rank is below 2, or a blocked
   *     slice does not start at a block multiple, or would end inside a block, whose other lanes
   *     are not zero
   */
  public Tensor channelSlice(int first, int count) {
    Shape shape = desc.shape();
    int block = desc.layout().block();
    if (shape.rank() < 2
        || first < 0
        || count < 1
        || count > shape.dim(1) - first
        || first % block != 0
        || (count % block != 0 && first + count != shape.dim(1))) {
      throw new IllegalArgumentException(
          "Tensor: channels "
              + first
              + " to "
              + (first + count - 1L)
              + " of "
              + desc
              + " asked for; expected a range inside axis 1 that starts at a multiple of "
              + block);
    }
    long behindChannels = shape.elements(2, shape.rank());
    TensorDesc slice =
        new TensorDesc(desc.dtype(), shape.with(1, count), desc.layout(), desc.imageStride());
    long start = desc.images() == 0 ? 0 : first * behindChannels * desc.dtype().bytes();
    return view(slice, start);
  }

  /** Tells whether writing one tensor may change an element of the other. */
  public boolean overlaps(Tensor other) {
    return Overlap.of(this, other, memory == other.memory);
  }

  /**
   * Takes a lease: the memory stays until {@link #release}, even if the tensor is closed meanwhile.
   *
   * @throws IllegalStateException if the tensor is closed
   */
  public void acquire() {
    if (!leases.tryAcquire()) {
      throw closed();
    }
  }

  /** Gives a lease back; call it exactly once for each {@link #acquire}. */
  public void release() {
    leases.release();
  }

  /** Tells whether {@link #close} was called. */
  public boolean isClosed() {
    return leases.isClosed();
  }

  /** Releases the memory, or marks it to be released when the last lease ends; idempotent. */
  @Override
  public void close() {
    leases.close();
  }

  @Override
  public String toString() {
    if (!leases.tryAcquire()) {
      return "Tensor " + desc + " (closed)";
    }
    try {
      return TensorFormat.format(this);
    } finally {
      leases.release();
    }
  }

  private void requireType(DType dtype) {
    requireUsable();
    if (desc.dtype() != dtype) {
      throw new IllegalStateException("Tensor: " + desc + " read as " + dtype);
    }
  }

  private void requireUsable() {
    if (leases.hasEnded()) {
      throw closed();
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException("Tensor: " + desc + " is closed; expected an open tensor");
  }
}
