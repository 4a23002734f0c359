/**
 * A backend that turns convolutions into matrix products and hands those to OpenBLAS; everything
 * else is loops over heap arrays, which the JIT compiler vectorises.
 */
@NullMarked
package dev.fovea.backend.blas;

import org.jspecify.annotations.NullMarked;
