package dev.fovea.backend.simd;

import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;
import java.util.Map;
import java.util.Set;

/**
 * Provides the backend {@value #NAME}. Options: {@value #ISA}, the instruction set to use:
 * baseline, avx2 or avx512; the best one there is by default, which the environment variable
 * FOVEA_MAX_ISA caps.
 */
public final class SimdProvider implements BackendProvider {
  /** The name to open it by. */
  public static final String NAME = "native";

  private static final String ISA = "isa";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public int priority() {
    return 20;
  }

  @Override
  public Availability probe() {
    try {
      NativeLibrary.load();
      return Availability.yes(Map.of("isa", Isa.best().label()));
    } catch (NativeLibraryException | IllegalArgumentException e) {
      return Availability.no(String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return Availability.no("the native library cannot be linked: " + e);
    }
  }

  @Override
  public Backend open(BackendOptions options) {
    options.requireKnown(NAME, Set.of(ISA));
    NativeLibrary.load();
    String wanted = options.values().get(ISA);
    return new SimdBackend(wanted == null ? Isa.best() : checked(wanted));
  }

  private static Isa checked(String wanted) {
    Isa isa = Isa.named("option " + ISA, wanted);
    if (isa.compareTo(Isa.best()) > 0) {
      throw new IllegalArgumentException(
          "Backend["
              + NAME
              + "]: option "
              + ISA
              + " is "
              + wanted
              + "; expected at most "
              + Isa.best().label()
              + ", the best that this CPU and FOVEA_MAX_ISA allow");
    }
    return isa;
  }
}
