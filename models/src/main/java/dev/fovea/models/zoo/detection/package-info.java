/** Networks that find where things are, one file for each family. */
@NullMarked
package dev.fovea.models.zoo.detection;

import org.jspecify.annotations.NullMarked;
