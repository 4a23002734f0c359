package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.MemberSetter;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** {@code fovea_gather}; {@code fovea.h} says what its fields mean. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
@Name("fovea_gather")
public final class GatherShape extends Pointer {
  /** Allocates one; every field must be set. Close it. */
  public GatherShape() {
    super((Pointer) null);
    allocate();
  }

  private native void allocate();

  @MemberSetter
  public native GatherShape planes(int value);

  @MemberSetter
  public native GatherShape lanes(int value);

  @MemberSetter
  public native GatherShape height(int value);

  @MemberSetter
  public native GatherShape width(int value);

  @MemberSetter
  public native GatherShape rows(int value);

  @MemberSetter
  public native GatherShape columns(int value);

  @MemberSetter
  @Name("first_column")
  public native GatherShape firstColumn(int value);

  @MemberSetter
  @Name("fill")
  public native GatherShape outside(float value);
}
