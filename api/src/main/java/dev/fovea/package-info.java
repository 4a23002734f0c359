/** Finding, choosing and opening backends. */
@NullMarked
package dev.fovea;

import org.jspecify.annotations.NullMarked;
