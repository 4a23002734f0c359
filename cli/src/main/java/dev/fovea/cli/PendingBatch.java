package dev.fovea.cli;

import dev.fovea.models.vision.Preprocessing.Prepared;
import java.util.ArrayList;
import java.util.List;

/** Prepared pictures that wait until there are enough of one shape to run together. */
final class PendingBatch implements AutoCloseable {
  private final Classifier classifier;
  private final int size;
  private final int top;
  private final List<Picture> pictures = new ArrayList<>();
  private final List<Prepared> prepared = new ArrayList<>();

  PendingBatch(Classifier classifier, int size, int top) {
    this.classifier = classifier;
    this.size = size;
    this.top = top;
  }

  /**
   * Adds a picture; returns what was predicted meanwhile, often nothing.
   *
   * @throws dev.fovea.models.vision.ImageException if the picture cannot be read; others still wait
   */
  List<Prediction> add(Picture picture) {
    Prepared next = classifier.prepare(picture);
    List<Prediction> made = new ArrayList<>();
    boolean other =
        !prepared.isEmpty() && !prepared.get(0).tensor().shape().equals(next.tensor().shape());
    if (other) {
      made.addAll(finish());
    }
    pictures.add(picture);
    prepared.add(next);
    if (pictures.size() == size) {
      made.addAll(finish());
    }
    return made;
  }

  /** Runs what waits. */
  List<Prediction> finish() {
    if (pictures.isEmpty()) {
      return List.of();
    }
    try {
      return classifier.classify(pictures, prepared, top);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    prepared.forEach(Prepared::close);
    prepared.clear();
    pictures.clear();
  }
}
