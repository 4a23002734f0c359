package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.MemberSetter;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** {@code fovea_activation}; {@code fovea.h} says what its fields mean. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
@Name("fovea_activation")
public final class ActivationShape extends Pointer {
  /** Allocates one; every field must be set. Close it. */
  public ActivationShape() {
    super((Pointer) null);
    allocate();
  }

  private native void allocate();

  @MemberSetter
  public native ActivationShape function(int value);

  @MemberSetter
  public native ActivationShape alpha(float value);

  @MemberSetter
  public native ActivationShape beta(float value);
}
