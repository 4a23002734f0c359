/** SIMD kernels in C++ behind JavaCPP: what Java decides; {@code fovea.h} says what is computed. */
@NullMarked
package dev.fovea.backend.simd;

import org.jspecify.annotations.NullMarked;
