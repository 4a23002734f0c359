package dev.fovea.models.zoo;

import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.zoo.EmbeddedModel.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A small network that tells ten kinds of clothes apart, trained on Fashion-MNIST (MIT licence). It
 * wants grey 28 x 28 pictures, white on black.
 */
public final class Fashion {
  private static final String NAME = "fashion";
  private static final int SAMPLES_PER_CLASS = 2;

  private Fashion() {}

  /** Returns the network; its graph reads {@code image} and makes {@code probabilities}. */
  public static EmbeddedModel model() {
    List<String> labels = EmbeddedModel.lines(EmbeddedModel.resource(NAME, "labels.txt"));
    List<Sample> samples = new ArrayList<>();
    for (String label : labels) {
      for (int i = 1; i <= SAMPLES_PER_CLASS; i++) {
        String sample = fileName(label) + "-" + i;
        String resource = EmbeddedModel.resource(NAME, "samples/" + sample + ".png");
        samples.add(new Sample(sample, label, resource));
      }
    }
    return new EmbeddedModel(
        NAME,
        "clothes in ten classes (Fashion-MNIST)",
        Preprocessing.grey(28, 28),
        labels,
        samples);
  }

  /** "T-shirt/top" is in t-shirt-1.png, "Ankle boot" in ankle-boot-1.png. */
  private static String fileName(String label) {
    int slash = label.indexOf('/');
    String first = slash < 0 ? label : label.substring(0, slash);
    return first.toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
