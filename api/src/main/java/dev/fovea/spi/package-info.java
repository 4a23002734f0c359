/** What a backend implements: plan, build, run. */
@NullMarked
package dev.fovea.spi;

import org.jspecify.annotations.NullMarked;
