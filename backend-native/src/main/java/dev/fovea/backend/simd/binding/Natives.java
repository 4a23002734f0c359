package dev.fovea.backend.simd.binding;

import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/** The functions of {@code fovea.h}, which describes them; addresses must have been checked. */
@Platform(include = "fovea.h", link = "fovea", library = "jnifovea")
public final class Natives {
  private Natives() {}

  @Name("fovea_best_isa")
  public static native int bestIsa();

  @Name("fovea_block")
  public static native int block(int isa);

  @Name("fovea_activate")
  public static native void activate(
      int isa, @Const ActivationShape f, long count, long src, long dst);

  @Name("fovea_add")
  public static native void add(
      int isa, @Const ActivationShape f, long count, long a, long b, long dst);

  @Name("fovea_scale")
  public static native void scale(
      int isa, long planes, long positions, long src, long gate, long dst);

  @Name("fovea_batch_norm")
  public static native void batchNorm(
      int isa,
      @Const ActivationShape f,
      long planes,
      long positions,
      long src,
      long factors,
      long dst);

  @Name("fovea_mean_planes")
  public static native void meanPlanes(int isa, long planes, long positions, long src, long dst);

  @Name("fovea_max_planes")
  public static native void maxPlanes(int isa, long planes, long positions, long src, long dst);

  @Name("fovea_mean_rows")
  public static native void meanRows(int isa, long rows, long count, long src, long dst);

  @Name("fovea_max_rows")
  public static native void maxRows(int isa, long rows, long count, long src, long dst);

  @Name("fovea_to_blocked")
  public static native void toBlocked(
      long block, long channels, long positions, long src, long dst);

  @Name("fovea_to_plain")
  public static native void toPlain(long block, long channels, long positions, long src, long dst);

  @Name("fovea_zero_lanes")
  public static native void zeroLanes(
      long block, long first, long rows, long columns, long rowStep, long columnStep, long at);

  @Name("fovea_copy_rows")
  public static native void copyRows(
      long rows, long count, long srcStep, long dstStep, long src, long dst);

  @Name("fovea_pack")
  public static native void pack(
      long block, long oc, long sums, long ocStep, long src, long sources, long dst);

  @Name("fovea_gather_run")
  public static native void gatherRun(@Const GatherShape gather, int firstRow, long src, long tile);

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

  @Name("fovea_depthwise_run")
  public static native void depthwiseRun(
      int isa,
      @Const WindowShape window,
      long src,
      long offsets,
      long weights,
      long bias,
      long residual,
      long dst);

  @Name("fovea_max_run")
  public static native void maxRun(
      int isa, @Const WindowShape window, long src, long offsets, long dst);

  @Name("fovea_average_run")
  public static native void averageRun(
      int isa,
      @Const WindowShape window,
      long src,
      long offsets,
      long rowCounts,
      long columnCounts,
      long dst);
}
