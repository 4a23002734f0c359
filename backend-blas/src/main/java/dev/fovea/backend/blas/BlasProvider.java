package dev.fovea.backend.blas;

import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;

/**
 * Provides the backend {@value #NAME}; it runs wherever OpenBLAS's native library is on the class
 * path. Options: {@link BlasSettings}.
 */
public final class BlasProvider implements BackendProvider {
  /** The name to open it by. */
  public static final String NAME = "blas";

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
    return 10;
  }

  @Override
  public Availability probe() {
    try {
      return Availability.yes(OpenBlas.load().facts());
    } catch (BlasUnavailableException e) {
      return Availability.no(String.valueOf(e.getMessage()));
    } catch (LinkageError e) {
      return Availability.no("the Java binding of OpenBLAS is missing or broken: " + e);
    }
  }

  @Override
  public Backend open(BackendOptions options) {
    BlasSettings settings = BlasSettings.of(options);
    return new BlasBackend(new Engine(OpenBlas.load(), settings));
  }
}
