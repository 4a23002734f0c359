package dev.fovea.models.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks over protobuf's wire format field by field, without reading what fields hold. */
final class WireReader {
  private static final int WINDOW = 1 << 16;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_VARINT_BITS = 64;

  private final ByteSource source;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private final long size;
  private long windowStart;
  private long cursor;

  WireReader(ByteSource source) throws IOException {
    this.source = source;
    this.size = source.size();
  }

  /**
   * A field.
   *
   * @param number its number in the message
   * @param delimited whether it holds bytes, text, a message or packed numbers
   * @param start where its tag starts
   * @param payload where what it holds starts
   * @param end where the next field starts
   */
  record Field(int number, boolean delimited, long start, long payload, long end) {
    long length() {
      return end - payload;
    }
  }

  /** Returns how many bytes there are. */
  long size() {
    return size;
  }

  /**
   * Returns the field that starts at a position.
   *
   * @throws InvalidProtocolBufferException if there is none that ends at {@code limit} or before
   */
  Field field(long start, long limit) throws IOException {
    cursor = start;
    long tag = varint(limit);
    long number = tag >>> 3;
    if (number < 1 || number > Integer.MAX_VALUE >> 2) {
      throw new InvalidProtocolBufferException("no field has the number " + number);
    }
    int type = (int) tag & 7;
    long payload = cursor;
    long length;
    switch (type) {
      case VARINT -> {
        varint(limit);
        length = cursor - payload;
      }
      case FIXED64 -> length = Long.BYTES;
      case FIXED32 -> length = Integer.BYTES;
      case DELIMITED -> {
        length = varint(limit);
        payload = cursor;
      }
      default -> throw new InvalidProtocolBufferException("no field has the wire type " + type);
    }
    if (length < 0 || length > limit - payload) {
      throw new InvalidProtocolBufferException(
          "field " + number + " at byte " + start + " ends behind what it is part of");
    }
    return new Field((int) number, type == DELIMITED, start, payload, payload + length);
  }

  /** Returns bytes; the caller sees to it that they are few. */
  byte[] bytes(long from, long to) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    source.read(ByteBuffer.wrap(bytes), from);
    return bytes;
  }

  private long varint(long limit) throws IOException {
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
      byte next = next(limit);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new InvalidProtocolBufferException("a number at byte " + cursor + " has no end");
  }

  private byte next(long limit) throws IOException {
    if (cursor >= limit) {
      throw new InvalidProtocolBufferException("it ends inside a field, at byte " + cursor);
    }
    long place = cursor - windowStart;
    if (place < 0 || place >= window.limit()) {
      windowStart = cursor;
      window.clear().limit((int) Math.min(WINDOW, size - cursor));
      source.read(window, cursor);
      place = 0;
    }
    cursor++;
    return window.get((int) place);
  }
}
