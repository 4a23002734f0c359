package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.ByRef;
import org.bytedeco.javacpp.annotation.MemberSetter;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** {@code fovea_window}; {@code fovea.h} says what its fields mean. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
@Name("fovea_window")
public final class WindowShape extends Pointer {
  /** Allocates one; every field must be set. Close it. */
  public WindowShape() {
    super((Pointer) null);
    allocate();
  }

  private native void allocate();

  @MemberSetter
  public native WindowShape planes(int value);

  @MemberSetter
  public native WindowShape rows(int value);

  @MemberSetter
  public native WindowShape columns(int value);

  @MemberSetter
  public native WindowShape taps(int value);

  @MemberSetter
  @Name("src_plane")
  public native WindowShape srcPlane(long value);

  @MemberSetter
  @Name("src_row")
  public native WindowShape srcRow(long value);

  @MemberSetter
  @Name("src_column")
  public native WindowShape srcColumn(long value);

  @MemberSetter
  @Name("dst_plane")
  public native WindowShape dstPlane(long value);

  @MemberSetter
  @Name("dst_row")
  public native WindowShape dstRow(long value);

  @MemberSetter
  public native WindowShape f(@ByRef ActivationShape value);
}
