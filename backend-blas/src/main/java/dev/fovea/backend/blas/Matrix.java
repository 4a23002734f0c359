package dev.fovea.backend.blas;

import org.bytedeco.openblas.global.openblas_nolapack;

/** A row-major matrix outside the heap, as it is handed to OpenBLAS. */
final class Matrix extends Floats {
  private int stride;
  private boolean transposed;

  /** Moves to another matrix whose rows begin {@code newStride} elements apart. */
  Matrix at(long newAddress, long newStride) {
    at(newAddress);
    stride = Math.toIntExact(newStride);
    transposed = false;
    return this;
  }

  /** Moves to the transpose of such a matrix. */
  Matrix transposeAt(long newAddress, long newStride) {
    at(newAddress, newStride);
    transposed = true;
    return this;
  }

  int stride() {
    return stride;
  }

  int order() {
    return transposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans;
  }
}
