package dev.fovea.models.vision;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.runtime.graph.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a picture needs to become an answer: a folder with {@code model.onnx}, {@code
 * preprocess.json} ({@link PreprocessingJson}) and, if classes have names, {@code labels.txt}.
 *
 * @param model the ONNX file
 * @param preprocessing how the network wants its pictures
 * @param labels names by class, or an empty list
 */
public record ModelFolder(Path model, Preprocessing preprocessing, List<String> labels) {
  /** The name of the network's file. */
  public static final String MODEL = "model.onnx";

  /** The name of the description's file. */
  public static final String PREPROCESSING = "preprocess.json";

  /** The name of the labels' file. */
  public static final String LABELS = "labels.txt";

  private static final long MAX_TEXT_BYTES = 16 << 20;

  /** Creates a description. */
  public ModelFolder {
    labels = List.copyOf(labels);
  }

  /**
   * Reads a folder; the network itself is not read yet.
   *
   * @throws IllegalArgumentException naming the file, if one is missing or damaged
   */
  public static ModelFolder read(Path folder) {
    for (String file : List.of(MODEL, PREPROCESSING)) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        throw new IllegalArgumentException(
            "ModelFolder["
                + folder
                + "]: has no "
                + file
                + "; expected "
                + MODEL
                + ", "
                + PREPROCESSING
                + " and perhaps "
                + LABELS);
      }
    }
    Path description = folder.resolve(PREPROCESSING);
    Path labels = folder.resolve(LABELS);
    return new ModelFolder(
        folder.resolve(MODEL),
        PreprocessingJson.read(text(description), description.toString()),
        Files.exists(labels) ? labels(labels) : List.of());
  }

  /** Imports the network; the caller closes the graph. */
  public Graph openGraph() {
    return OnnxImporter.read(model);
  }

  /**
   * Reads names, one a line; numbers in front of every name ({@code 0,tench} or {@code 0 tench}),
   * counted from 0, are left out, and so are empty lines at the end.
   *
   * @throws IllegalArgumentException if the file cannot be read
   */
  public static List<String> labels(Path file) {
    List<String> lines = new ArrayList<>(text(file).lines().map(String::strip).toList());
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] parts = lines.get(i).split("[,:\\s]\\s*", 2);
      if (parts.length < 2 || !parts[0].equals(Integer.toString(i))) {
        return lines;
      }
      names.add(parts[1]);
    }
    return names;
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_TEXT_BYTES) {
        throw new IllegalArgumentException(
            "ModelFolder: " + file + " has more than " + MAX_TEXT_BYTES + " bytes; expected text");
      }
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(
          "ModelFolder: " + file + " is no UTF-8 text; expected one class a line, or JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException("ModelFolder: " + file + " cannot be read", e);
    }
  }
}
