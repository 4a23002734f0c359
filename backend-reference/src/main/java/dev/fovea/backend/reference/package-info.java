/**
 * The executable specification: one class per operator, its formula as plain loops, sums in double,
 * one rounding to float at the end.
 */
@NullMarked
package dev.fovea.backend.reference;

import org.jspecify.annotations.NullMarked;
