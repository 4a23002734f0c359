/** Networks that come with the library. */
@NullMarked
package dev.fovea.models.zoo;

import org.jspecify.annotations.NullMarked;
