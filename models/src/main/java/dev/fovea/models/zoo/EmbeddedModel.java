package dev.fovea.models.zoo;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.vision.ImageTensors;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A network that comes with the library, with its labels and a few pictures to try it on.
 *
 * @param name short, lower case; also the folder it lies in
 * @param title what it is, in one line
 * @param preprocessing how it wants its pictures
 * @param labels names by class
 * @param samples pictures whose class is known
 */
public record EmbeddedModel(
    String name,
    String title,
    Preprocessing preprocessing,
    List<String> labels,
    List<Sample> samples) {

  /**
   * A picture whose class is known.
   *
   * @param name for example {@code ankle-boot-1}
   * @param label its true class
   * @param resource where it lies, seen from this class
   */
  public record Sample(String name, String label, String resource) {

    /** Opens the picture, a PNG file; the caller closes it. */
    public InputStream open() {
      return EmbeddedModel.open(resource);
    }

    /** Reads the picture as a network wants it; the caller closes the tensor. */
    public Tensor read(Preprocessing wanted) {
      try (InputStream stream = open()) {
        return ImageTensors.read(stream, name, wanted);
      } catch (IOException e) {
        throw new UncheckedIOException("EmbeddedModel: " + resource + " cannot be read", e);
      }
    }
  }

  /** Creates the description. */
  public EmbeddedModel {
    labels = List.copyOf(labels);
    samples = List.copyOf(samples);
  }

  /** Returns every network there is. */
  public static List<EmbeddedModel> all() {
    return List.of(Fashion.model());
  }

  /** Returns the network of that name. */
  public static Optional<EmbeddedModel> find(String name) {
    return all().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** Opens the ONNX file; the caller closes it. */
  public InputStream openModel() {
    return open(resource(name, "model.onnx"));
  }

  /** Imports the network; the caller closes the graph. */
  public Graph openGraph() {
    try (InputStream stream = openModel()) {
      return OnnxImporter.read(stream, name);
    } catch (IOException e) {
      throw new UncheckedIOException("EmbeddedModel: " + name + " cannot be read", e);
    }
  }

  static String resource(String model, String file) {
    return "/dev/fovea/models/" + model + "/" + file;
  }

  static List<String> lines(String resource) {
    try (InputStream stream = open(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("EmbeddedModel: " + resource + " cannot be read", e);
    }
  }

  private static InputStream open(String resource) {
    InputStream stream = EmbeddedModel.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new UncheckedIOException(
          new FileNotFoundException(
              "EmbeddedModel: "
                  + resource
                  + " is missing; expected it in the jar of fovea-models; check how it was packed"));
    }
    return stream;
  }
}
