/** Compiled plans and the memory they run in. Not for callers. */
@NullMarked
package dev.fovea.runtime.internal.exec;

import org.jspecify.annotations.NullMarked;
