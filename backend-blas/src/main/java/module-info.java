/** The BLAS backend: convolutions as matrix products by OpenBLAS. */
module dev.fovea.backend.blas {
  requires static org.jspecify;
  requires transitive dev.fovea.api;
  requires org.bytedeco.javacpp;
  requires org.bytedeco.openblas;

  exports dev.fovea.backend.blas;

  provides dev.fovea.spi.BackendProvider with
      dev.fovea.backend.blas.BlasProvider;
}
