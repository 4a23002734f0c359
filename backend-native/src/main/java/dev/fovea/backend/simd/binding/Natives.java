package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.ByRef;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** The functions of {@code fovea.h}; addresses must have been checked. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
public final class Natives {
  private Natives() {}

  @Name("fovea_best_isa")
  public static native int bestIsa();

  @Name("fovea_block")
  public static native int block(int isa);

  @Name("fovea_conv_run")
  public static native void convRun(
      int isa,
      @Const ConvShape conv,
      long src,
      long offsets,
      long weights,
      long bias,
      long residual,
      long dst);
}
