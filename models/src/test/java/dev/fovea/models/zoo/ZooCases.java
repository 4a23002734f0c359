package dev.fovea.models.zoo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.models.support.Folders;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.op.OperatorException;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The zoo as tests build it: in the full profile as published, to look at photos; else smaller, to
 * look at pictures that are drawn here. {@code -Dfovea.zoo=NAME,NAME} leaves out the others.
 */
final class ZooCases {
  static final boolean FULL = Boolean.getBoolean("fovea.full");

  private static final Path PHOTOS = Folders.root().resolve("../shared/models/photos").normalize();
  private static final int SMALLEST = 64;
  private static final double NARROW = 0.25;
  private static final double HALF = 0.5;
  private static final int FEW_CLASSES = 10;
  private static final int DRAWN = 120;

  private ZooCases() {}

  static List<Architecture> all() {
    String only = System.getProperty("fovea.zoo");
    return only == null ? Zoo.all() : Stream.of(only.split(",")).map(Zoo::get).toList();
  }

  /** Narrow, and as small as its layers allow, but not below 64 x 64. */
  static ZooOptions small(Architecture architecture) {
    return smallest(architecture, architecture.options().width(NARROW), SMALLEST);
  }

  /** Half as wide, for pictures half as large: where signals are to be as they are in earnest. */
  static ZooOptions half(Architecture architecture) {
    ZooOptions half = architecture.options().width(HALF);
    return smallest(architecture, half, Math.max(SMALLEST, shorter(half) / 2));
  }

  private static ZooOptions smallest(Architecture architecture, ZooOptions options, int least) {
    ZooOptions few = options.classes(FEW_CLASSES);
    for (int size = least; size < shorter(few); size++) {
      if (fits(architecture, few.input(size, size))) {
        return few.input(size, size);
      }
    }
    return few;
  }

  private static int shorter(ZooOptions options) {
    return Math.min(options.input().h(), options.input().w());
  }

  private static boolean fits(Architecture architecture, ZooOptions options) {
    try {
      architecture.cost(options);
      return true;
    } catch (OperatorException e) {
      return false;
    }
  }

  /** Returns two pictures as a network wants them; the caller closes them. */
  static List<Tensor> pictures(Architecture architecture, ZooOptions options) {
    Stream<Bitmap> bitmaps =
        FULL ? Stream.of(photo("chelsea"), photo("coffee")) : Stream.of(drawn(0), drawn(1));
    return bitmaps
        .map(bitmap -> architecture.preprocessing(options).apply(bitmap).tensor())
        .toList();
  }

  private static Bitmap photo(String name) {
    Path file = PHOTOS.resolve(name + ".png");
    assumeTrue(Files.exists(file), "no photos: ../shared/models/photos is absent");
    return Bitmaps.read(file);
  }

  /** Slopes, waves and a disc, in colours that the seed decides. */
  private static Bitmap drawn(int seed) {
    byte[] samples = new byte[DRAWN * DRAWN * 3];
    for (int i = 0; i < samples.length; i++) {
      int c = i % 3;
      int x = i / 3 % DRAWN;
      int y = i / 3 / DRAWN;
      double wave = Math.sin((x * (c + 1) + y * (seed + 2)) * 0.07) + Math.cos(y * 0.3 + seed);
      double disc = Math.hypot(x - 40 - 35 * seed, y - 55) < 28 ? 90 - 70 * ((c + seed) % 3) : 0;
      double value = 40 + x + 30 * wave + disc;
      samples[i] = (byte) (int) Math.max(0, Math.min(255, value));
    }
    return Bitmap.of(DRAWN, DRAWN, 3, samples);
  }
}
