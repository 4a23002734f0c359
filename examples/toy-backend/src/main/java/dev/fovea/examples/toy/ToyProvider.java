package dev.fovea.examples.toy;

import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;
import java.util.Map;
import java.util.Set;

/** Provides the backend {@code toy}. */
public final class ToyProvider implements BackendProvider {

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public int priority() {
    return -1; // Never chosen unless asked for by name.
  }

  @Override
  public Availability probe() {
    return Availability.yes(Map.of("arithmetic", "float accumulation"));
  }

  @Override
  public Backend open(BackendOptions options) {
    options.requireKnown(name(), Set.of());
    return new ToyBackend();
  }
}
