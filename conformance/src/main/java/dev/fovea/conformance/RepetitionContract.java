package dev.fovea.conformance;

import dev.fovea.op.Expand;
import dev.fovea.op.Tile;
import dev.fovea.tensor.Shape;
import java.util.List;

/** What {@link Expand} and {@link Tile} must do. */
final class RepetitionContract {
  private RepetitionContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "expand_01_leading_axes",
            "New axes in front, and leading axes of extent 1, repeat the whole of src.",
            "An extent of 1 in the shape asked for keeps src's own.",
            List.of(
                expand(Shape.of(2, 3, 4), "3x4"),
                expand(Shape.of(2, 1), "3"),
                expand(Shape.of(3, 4), "1x4"),
                expand(Shape.of(4), "2x4"),
                expand(Shape.of(2, 3), "1"),
                Moves.longs(new Expand(Shape.of(3, 1, 1)), "1x2x5"))),
        new Rule(
            "expand_02_inner_axes",
            "An axis of extent 1 behind others repeats along that axis alone.",
            "Its step is 0; axes in front of it go on.",
            List.of(
                expand(Shape.of(3, 4), "3x1"),
                expand(Shape.of(2, 5, 40), "2x1x1"),
                expand(Shape.of(2, 3, 4, 5), "2x1x4x1"),
                expand(Shape.of(2, 3, 4, 5), "3x1x5"))),
        new Rule(
            "expand_03_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(
                Moves.inSlices(new Expand(Shape.of(3, 2, 1)), "1x2x5"),
                Moves.inSlices(new Expand(Shape.of(3, 1, 1)), "2x5"),
                Moves.inSlices(new Expand(Shape.of(1, 1, 1)), "3x2x5"))),
        new Rule(
            "tile_01_copies",
            "Copies of src lie side by side along each axis.",
            "Not each element beside itself.",
            List.of(
                tile("2x3", 1, 2),
                tile("2x3", 3, 1),
                tile("5", 4),
                tile("2x3x4", 2, 1, 3),
                tile("1x2x3x20", 2, 2, 2, 2),
                Moves.longs(new Tile(List.of(2, 3)), "3x2"))),
        new Rule(
            "tile_02_none",
            "0 copies along an axis leave nothing.",
            "Nothing is written then, and nothing is divided by it.",
            List.of(tile("2x3", 0, 2), tile("2x3", 1, 0))),
        new Rule(
            "tile_03_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(Moves.inSlices(new Tile(List.of(2, 1, 1)), "2x3x4"))));
  }

  private static Check expand(Shape shape, String src) {
    return Moves.floats(new Expand(shape), src);
  }

  private static Check tile(String src, Integer... repeats) {
    return Moves.floats(new Tile(List.of(repeats)), src);
  }
}
