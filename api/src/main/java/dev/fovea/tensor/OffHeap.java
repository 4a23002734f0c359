package dev.fovea.tensor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one place that obtains, frees and addresses memory outside the heap; everything else sees
 * buffers and addresses.
 *
 * <p>Java 17 has no public way to free a direct buffer or to view foreign memory; {@code
 * jdk.unsupported} has had one since Java 9. It is reached by method handles, since javac cannot be
 * told that naming the class is intended.
 */
final class OffHeap {
  static final int ALIGNMENT = 64;

  private static final AtomicLong LIVE_BYTES = new AtomicLong();
  private static final UnsafeCalls UNSAFE = new UnsafeCalls();
  private static final long ADDRESS_FIELD = fieldOffset("address");
  private static final long CAPACITY_FIELD = fieldOffset("capacity");

  private OffHeap() {}

  /** Returns zeroed memory whose first byte is aligned; free it with {@link #free}. */
  static ByteBuffer allocate(int bytes) {
    ByteBuffer memory;
    try {
      memory = ByteBuffer.allocateDirect(Math.addExact(bytes, ALIGNMENT));
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw new TensorAllocationException(
          "Tensor: no room for "
              + bytes
              + " bytes off the heap ("
              + liveBytes()
              + " live); raise -XX:MaxDirectMemorySize or close tensors that are done",
          e);
    }
    LIVE_BYTES.addAndGet(bytes);
    return memory;
  }

  /** Returns the aligned part of what {@link #allocate} returned. */
  static ByteBuffer aligned(ByteBuffer memory, int bytes) {
    int start = (int) (-address(memory) & (ALIGNMENT - 1));
    return memory.slice(start, bytes).order(ByteOrder.nativeOrder());
  }

  /** Frees what {@link #allocate} returned; every view of it dies with it. */
  static void free(ByteBuffer memory, int bytes) {
    invokeCleaner(memory);
    LIVE_BYTES.addAndGet(-bytes);
  }

  static long liveBytes() {
    return LIVE_BYTES.get();
  }

  static long address(Buffer buffer) {
    try {
      return (long) UNSAFE.getLong.invokeExact((Object) buffer, ADDRESS_FIELD);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Views memory that somebody else owns; nothing is freed here. */
  static ByteBuffer view(long address, int bytes) {
    ByteBuffer view = ByteBuffer.allocateDirect(0).duplicate();
    try {
      UNSAFE.putLong.invokeExact((Object) view, ADDRESS_FIELD, address);
      UNSAFE.putInt.invokeExact((Object) view, CAPACITY_FIELD, bytes);
    } catch (Throwable t) {
      throw impossible(t);
    }
    view.clear();
    return view.order(ByteOrder.nativeOrder());
  }

  private static void invokeCleaner(ByteBuffer memory) {
    try {
      UNSAFE.invokeCleaner.invokeExact(memory);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private static long fieldOffset(String name) {
    try {
      return (long) UNSAFE.objectFieldOffset.invokeExact(Buffer.class.getDeclaredField(name));
    } catch (Throwable t) {
      throw new LinkageError("java.nio.Buffer has no field " + name + " on this JVM", t);
    }
  }

  private static AssertionError impossible(Throwable cause) {
    return new AssertionError("sun.misc.Unsafe threw", cause);
  }

  /** The methods needed, bound to the one instance. */
  private static final class UnsafeCalls {
    final MethodHandle invokeCleaner;
    final MethodHandle getLong;
    final MethodHandle putLong;
    final MethodHandle putInt;
    final MethodHandle objectFieldOffset;

    UnsafeCalls() {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        invokeCleaner = bind(unsafe, "invokeCleaner", void.class, ByteBuffer.class);
        getLong = bind(unsafe, "getLong", long.class, Object.class, long.class);
        putLong = bind(unsafe, "putLong", void.class, Object.class, long.class, long.class);
        putInt = bind(unsafe, "putInt", void.class, Object.class, long.class, int.class);
        objectFieldOffset = bind(unsafe, "objectFieldOffset", long.class, Field.class);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("module jdk.unsupported is needed to free off-heap memory", e);
      }
    }

    private static MethodHandle bind(
        Object unsafe, String name, Class<?> result, Class<?>... parameters)
        throws ReflectiveOperationException {
      return MethodHandles.publicLookup()
          .findVirtual(unsafe.getClass(), name, MethodType.methodType(result, parameters))
          .bindTo(unsafe);
    }
  }
}
