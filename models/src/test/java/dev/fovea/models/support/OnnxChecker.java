package dev.fovea.models.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * ONNX's own checker, from Debian's package python3-onnx, with shape inference. Files of an opset
 * that it does not know yet are left to ONNX Runtime.
 */
public final class OnnxChecker {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final String SCRIPT =
      """
      import glob, os, sys
      try:
          import onnx, onnx.checker
      except ImportError:
          print("absent")
          sys.exit()
      newest = onnx.defs.onnx_opset_version()
      checked, newer, refused = 0, 0, []
      for path in sorted(glob.glob(os.path.join(sys.argv[1], "**", "*.onnx"), recursive=True)):
          model = onnx.load(path, load_external_data=False)
          if model.opset_import[0].version > newest:
              newer += 1
              continue
          try:
              onnx.checker.check_model(path, full_check=True)
              checked += 1
          except Exception as e:
              refused.append(os.path.basename(path) + ": " + str(e))
      print("checked", checked, "newer", newer, "refused", len(refused))
      print("\\n".join(refused))
      """;

  private OnnxChecker() {}

  /** Checks all files in a folder and those below it; says so where the checker is absent. */
  public static void check(Path folder) {
    try {
      String text = Files.isExecutable(PYTHON) ? run(folder) : "absent";
      System.out.println(
          text.startsWith("absent")
              ? "no ONNX checker: install Debian's package python3-onnx"
              : "onnx.checker, " + folder.getFileName() + ": " + text.strip());
      if (!text.startsWith("absent")) {
        assertThat(text)
            .matches("(?s)checked [0-9]+ newer [0-9]+ refused 0\\s*")
            .doesNotContain("checked 0 newer 0 ");
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String run(Path folder) throws IOException, InterruptedException {
    Path output = Files.createTempFile("onnx-checker", ".txt");
    try {
      Process process =
          new ProcessBuilder(PYTHON.toString(), "-c", SCRIPT, folder.toAbsolutePath().toString())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      return Files.readString(output);
    } finally {
      Files.delete(output);
    }
  }
}
