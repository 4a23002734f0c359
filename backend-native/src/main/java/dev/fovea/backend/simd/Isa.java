package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.tensor.Layout;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An instruction set, in the order of {@code enum fovea_isa}: each one better than those before.
 */
enum Isa {
  BASELINE(0, 2),
  AVX2(1, 6),
  AVX512(2, 14);

  private final int code;
  private final int columns;

  Isa(int code, int columns) {
    this.code = code;
    this.columns = columns;
  }

  /** Returns its number in {@code enum fovea_isa}. */
  int code() {
    return code;
  }

  private static final String CAP = "FOVEA_MAX_ISA";

  /** Returns the name that settings and descriptions use. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the channels that lie side by side. */
  int block() {
    return Natives.block(code());
  }

  /** Returns the output positions whose sums fit the registers: MOST_COLUMNS of the kernels. */
  int columns() {
    return columns;
  }

  Layout layout() {
    return Layout.blocked(block());
  }

  /**
   * Returns the instruction set of that name.
   *
   * @param setting where the name stands, for the message
   */
  static Isa named(String setting, String name) {
    return Arrays.stream(values())
        .filter(isa -> isa.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Backend["
                        + SimdProvider.NAME
                        + "]: "
                        + setting
                        + " is '"
                        + name
                        + "'; expected one of "
                        + Arrays.stream(values())
                            .map(Isa::label)
                            .collect(Collectors.joining(", "))));
  }

  /** Returns the best one here that the environment variable {@value #CAP} allows. */
  static Isa best() {
    int code = Natives.bestIsa();
    Isa best = Arrays.stream(values()).filter(isa -> isa.code == code).findFirst().orElseThrow();
    String cap = System.getenv(CAP);
    if (cap == null) {
      return best;
    }
    Isa most = named("environment variable " + CAP, cap);
    return most.compareTo(best) < 0 ? most : best;
  }
}
