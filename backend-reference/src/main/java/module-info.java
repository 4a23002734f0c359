/** The reference backend: every operator as plain loops. */
module dev.fovea.backend.reference {
  requires static org.jspecify;
  requires transitive dev.fovea.api;

  exports dev.fovea.backend.reference;

  provides dev.fovea.spi.BackendProvider with
      dev.fovea.backend.reference.ReferenceProvider;
}
