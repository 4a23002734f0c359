/** Shared machinery of this module; not for callers. */
@NullMarked
package dev.fovea.internal;

import org.jspecify.annotations.NullMarked;
