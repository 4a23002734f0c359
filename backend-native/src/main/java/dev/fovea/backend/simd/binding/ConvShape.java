package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.MemberSetter;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** {@code fovea_conv}: one convolution as a list of taps. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
@Name("fovea_conv")
public final class ConvShape extends Pointer {
  /** Allocates one; close it. */
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

  @Name("oc_blocks")
  @MemberSetter
  public native ConvShape ocBlocks(int value);

  @MemberSetter
  public native ConvShape function(int value);

  @MemberSetter
  public native ConvShape alpha(float value);

  @MemberSetter
  public native ConvShape beta(float value);

  @Name("src_row")
  @MemberSetter
  public native ConvShape srcRow(long value);

  @Name("src_column")
  @MemberSetter
  public native ConvShape srcColumn(long value);

  @Name("dst_row")
  @MemberSetter
  public native ConvShape dstRow(long value);

  @Name("dst_column")
  @MemberSetter
  public native ConvShape dstColumn(long value);

  @Name("dst_block")
  @MemberSetter
  public native ConvShape dstBlock(long value);
}
