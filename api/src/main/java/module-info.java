/** Tensors, operator records, the backend SPI and the discovery of backends. */
@SuppressWarnings("module") // dev.fovea.runtime is compiled after this module
module dev.fovea.api {
  requires static org.jspecify;
  requires jdk.unsupported;

  exports dev.fovea;
  exports dev.fovea.internal to
      dev.fovea.runtime;
  exports dev.fovea.op;
  exports dev.fovea.spi;
  exports dev.fovea.spi.portable;
  exports dev.fovea.tensor;

  uses dev.fovea.spi.BackendProvider;
}
