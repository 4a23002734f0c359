/** A complete backend, as short as it gets: {@code docs/adding-a-backend.md} explains it. */
@NullMarked
package dev.fovea.examples.toy;

import org.jspecify.annotations.NullMarked;
