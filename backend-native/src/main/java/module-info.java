/** The native backend: SIMD kernels in C++ behind JavaCPP. */
module dev.fovea.backend.simd {
  requires static org.jspecify;
  requires transitive dev.fovea.api;
  requires org.bytedeco.javacpp;

  exports dev.fovea.backend.simd;

  provides dev.fovea.spi.BackendProvider with
      dev.fovea.backend.simd.SimdProvider;
}
