package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.ByRef;
import org.bytedeco.javacpp.annotation.MemberSetter;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** {@code fovea_depthwise}; {@code fovea.h} says what its fields mean. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
@Name("fovea_depthwise")
public final class DepthwiseShape extends Pointer {
  /** Allocates one; every field must be set. Close it. */
  public DepthwiseShape() {
    super((Pointer) null);
    allocate();
  }

  private native void allocate();

  @MemberSetter
  @Name("src_rows")
  public native DepthwiseShape srcRows(int value);

  @MemberSetter
  @Name("src_columns")
  public native DepthwiseShape srcColumns(int value);

  @MemberSetter
  @Name("dst_rows")
  public native DepthwiseShape dstRows(int value);

  @MemberSetter
  @Name("dst_columns")
  public native DepthwiseShape dstColumns(int value);

  @MemberSetter
  @Name("kernel_rows")
  public native DepthwiseShape kernelRows(int value);

  @MemberSetter
  @Name("kernel_columns")
  public native DepthwiseShape kernelColumns(int value);

  @MemberSetter
  @Name("row_stride")
  public native DepthwiseShape rowStride(int value);

  @MemberSetter
  @Name("column_stride")
  public native DepthwiseShape columnStride(int value);

  @MemberSetter
  @Name("row_dilation")
  public native DepthwiseShape rowDilation(int value);

  @MemberSetter
  @Name("column_dilation")
  public native DepthwiseShape columnDilation(int value);

  @MemberSetter
  public native DepthwiseShape top(int value);

  @MemberSetter
  public native DepthwiseShape left(int value);

  @MemberSetter
  public native DepthwiseShape f(@ByRef ActivationShape value);
}
