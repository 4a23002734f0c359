/** The kit that every backend passes: numbered rules, an asserting wrapper, derived bounds. */
@NullMarked
package dev.fovea.conformance;

import org.jspecify.annotations.NullMarked;
