package dev.fovea.backend.reference;

import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;
import java.util.Map;
import java.util.Set;

/** Provides the backend {@value #NAME}; it runs everywhere and takes no options. */
public final class ReferenceProvider implements BackendProvider {
  /** The name to open it by. */
  public static final String NAME = "reference";

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
    return 0;
  }

  @Override
  public Availability probe() {
    return Availability.yes(Map.of("arithmetic", "double accumulation"));
  }

  @Override
  public Backend open(BackendOptions options) {
    options.requireKnown(NAME, Set.of());
    return new ReferenceBackend();
  }
}
