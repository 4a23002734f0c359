/** What the packages of this module share; not for callers. */
@NullMarked
package dev.fovea.models.internal;

import org.jspecify.annotations.NullMarked;
