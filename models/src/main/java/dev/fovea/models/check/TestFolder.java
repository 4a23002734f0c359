package dev.fovea.models.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A test in the layout of ONNX's backend tests: {@code model.onnx}, and beside it data sets {@code
 * test_data_set_*} of {@code input_0.pb}, ..., {@code output_0.pb}, ...
 *
 * @param path the folder
 * @param model the model's file
 * @param dataSets the folders of the data sets, at least one, sorted
 */
public record TestFolder(Path path, Path model, List<Path> dataSets) {
  private static final String MODEL = "model.onnx";
  private static final int MAX_DEPTH = 16;

  /** Creates the test. */
  public TestFolder {
    dataSets = List.copyOf(dataSets);
    if (dataSets.isEmpty()) {
      throw new IllegalArgumentException(
          "check["
              + path
              + "]: holds a model but no data; expected folders test_data_set_0, ... beside it");
    }
  }

  /**
   * Returns the test in a folder, or all tests in the folders below it, sorted by path.
   *
   * @throws IllegalArgumentException if there is no such folder, or no test in it
   * @throws UncheckedIOException if a folder cannot be listed
   */
  public static List<TestFolder> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      String problem = Files.exists(folder) ? "is no folder" : "does not exist";
      throw new IllegalArgumentException(
          "check[" + folder + "]: " + problem + "; expected a folder; check the path");
    }
    List<TestFolder> found = new ArrayList<>();
    collect(folder, 0, found);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "check["
              + folder
              + "]: holds no tests; expected model.onnx and test_data_set_0, or folders of such");
    }
    return found;
  }

  /**
   * Returns the test of another model with the data of a folder.
   *
   * @throws IllegalArgumentException if the folder holds no data
   */
  public static TestFolder of(Path folder, Path model) {
    List<Path> dataSets = list(folder).stream().filter(TestFolder::isDataSet).toList();
    return new TestFolder(folder, model, dataSets);
  }

  private static void collect(Path folder, int depth, List<TestFolder> found) {
    if (Files.isRegularFile(folder.resolve(MODEL))) {
      found.add(of(folder, folder.resolve(MODEL)));
    } else if (depth < MAX_DEPTH) {
      list(folder).stream()
          .filter(Files::isDirectory)
          .forEach(inner -> collect(inner, depth + 1, found));
    }
  }

  private static boolean isDataSet(Path path) {
    return Files.isDirectory(path)
        && String.valueOf(path.getFileName()).startsWith("test_data_set_");
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("check[" + folder + "]: cannot be listed", e);
    }
  }
}
