package dev.fovea.cli;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;

/**
 * What a command makes of what a network says of a picture.
 *
 * @param image the picture, drawn over
 * @param told in a word or two, for people
 * @param lines more of it
 * @param row the same for programs
 */
record Drawing(BufferedImage image, String told, List<String> lines, Map<String, Object> row) {

  /**
   * What a network says of a picture. Tensors are closed behind the command's back.
   *
   * @param network which ran
   * @param picture as it is
   * @param prepared as the network saw it
   * @param outputs by name, in order
   */
  record Seen(VisionModel network, Bitmap picture, Prepared prepared, Map<String, Tensor> outputs) {

    /** Returns the output of a network that has one, or the first. */
    Tensor scores() {
      return outputs.values().iterator().next();
    }

    /** Returns the name of a class, its number if it has none. */
    String label(int type) {
      List<String> labels = network.labels();
      return type < labels.size() ? labels.get(type) : Integer.toString(type);
    }
  }
}
