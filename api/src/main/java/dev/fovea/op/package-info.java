/** One record per operator; each owns its validation, shape arithmetic and cost. */
@NullMarked
package dev.fovea.op;

import org.jspecify.annotations.NullMarked;
