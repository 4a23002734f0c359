package dev.fovea.cli;

import dev.fovea.spi.BackendProvider;
import picocli.CommandLine.IVersionProvider;

/** The version of the command, the SPI and the JVM. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String implementation = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "fovea " + (implementation == null ? "(development build)" : implementation),
      "SPI version " + BackendProvider.SPI_VERSION,
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
