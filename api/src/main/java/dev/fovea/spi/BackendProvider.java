package dev.fovea.spi;

/**
 * How a backend is found: a public class with a public constructor without arguments, named in
 * {@code META-INF/services/dev.fovea.spi.BackendProvider} and, in a module, by {@code provides}.
 *
 * <p>Constructor, {@link #name}, {@link #priority} and {@link #spiVersion} load nothing heavy;
 * native libraries are touched by {@link #probe} at the earliest.
 */
public interface BackendProvider {
  /** The version of this SPI; it changes when an old backend could no longer run. */
  int SPI_VERSION = 1;

  /** Returns the name to choose it by: lower case, unique. */
  String name();

  /** Returns {@code BackendProvider.SPI_VERSION} as it was when the provider was compiled. */
  int spiVersion();

  /** Returns its rank when no name was asked for: the highest that is available wins. */
  int priority();

  /** Tells whether it can run here, or why not; throws nothing it can foresee. */
  Availability probe();

  /**
   * Opens the backend; close it.
   *
   * @throws IllegalArgumentException on an unknown or malformed option
   */
  Backend open(BackendOptions options);
}
