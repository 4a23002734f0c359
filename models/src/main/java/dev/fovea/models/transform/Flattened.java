package dev.fovea.models.transform;

import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;

/**
 * What a row [N, channels h w] of the old network is in the new one: the window of size h x w at
 * every position of a map [N, channels, H, W].
 *
 * @param map the map's name in the new network
 * @param channels its channels
 * @param window height and width of the window; 1x1 where the map itself holds the results
 */
record Flattened(String map, int channels, Size2d window) {

  /** Tells whether every value of the row is a channel of the map. */
  boolean isPointwise() {
    return window.equals(Size2d.ONE);
  }

  /** Returns this row in another map of the same channels. */
  Flattened in(String other) {
    return new Flattened(other, channels, window);
  }

  /** Tells whether a shape is that of the old map. */
  boolean isMap(Shape shape) {
    return shape.rank() == 4
        && shape.dim(1) == channels
        && shape.dim(2) == window.h()
        && shape.dim(3) == window.w();
  }
}
