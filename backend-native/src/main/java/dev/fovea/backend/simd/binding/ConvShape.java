package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.ByRef;
import org.bytedeco.javacpp.annotation.MemberSetter;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** {@code fovea_conv}; {@code fovea.h} says what its fields mean. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
@Name("fovea_conv")
public final class ConvShape extends Pointer {
  /** Allocates one; every field must be set. Close it. */
  public ConvShape() {
    super((Pointer) null);
    allocate();
  }

  private native void allocate();

  @MemberSetter
  public native ConvShape rows(int value);

  @MemberSetter
  public native ConvShape columns(int value);

  @MemberSetter
  public native ConvShape taps(int value);

  @MemberSetter
  public native ConvShape lanes(int value);

  @MemberSetter
  @Name("oc_blocks")
  public native ConvShape ocBlocks(int value);

  @MemberSetter
  @Name("src_row")
  public native ConvShape srcRow(long value);

  @MemberSetter
  @Name("src_column")
  public native ConvShape srcColumn(long value);

  @MemberSetter
  @Name("dst_row")
  public native ConvShape dstRow(long value);

  @MemberSetter
  @Name("dst_column")
  public native ConvShape dstColumn(long value);

  @MemberSetter
  @Name("dst_block")
  public native ConvShape dstBlock(long value);

  @MemberSetter
  public native ConvShape f(@ByRef ActivationShape value);
}
