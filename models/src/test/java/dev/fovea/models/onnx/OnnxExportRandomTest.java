package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.fovea.models.onnx.RandomGraphTable.Entry;
import dev.fovea.models.onnx.export.ExportOptions;
import dev.fovea.models.support.ExportFolder;
import dev.fovea.models.support.OnnxRuntime;
import dev.fovea.models.support.RoundTrip;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random graphs of opsets 7 to 22 there and back: what is read again computes the same bits under
 * the same names, and ONNX Runtime agrees on what was written. 60 graphs run in the build, 1,000
 * with {@code -Dfovea.full=true}.
 */
class OnnxExportRandomTest {
  private static final int GRAPHS = Boolean.getBoolean("fovea.full") ? 1_000 : 60;

  private final List<String> failures = new ArrayList<>();

  @Test
  void randomGraphsComeBack() {
    long before = Tensor.liveBytes();
    List<Entry> entries = RandomGraphTable.entries();
    try (ExportFolder folder = new ExportFolder("random")) {
      for (int i = 0; i < GRAPHS; i++) {
        // A prime away from each other, since neighbours in the table are alike.
        check(RandomGraphsTest.make(entries, i * 61, 0), "graph-" + i, folder);
      }
      assertThat(failures).isEmpty();
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  private void check(RandomGraph random, String name, ExportFolder folder) {
    byte[] model = random.model(false).toByteArray();
    try (Graph graph = OnnxImporter.read(new ByteArrayInputStream(model), name);
        RoundTrip trip = folder.roundTrip(name, graph, ExportOptions.DEFAULT)) {
      trip.requireNames();
      trip.requireSameBits(random.inputs());
      if (isRun(model, random)) {
        // As it stands: 1.29 fuses a Pad with a MaxPool of a smaller window, and refuses the
        // result.
        trip.requireOnnxRuntimeAgrees(random.inputs(), OptLevel.NO_OPT);
      }
    } catch (Exception | AssertionError e) {
      failures.add(name + ": " + e + "\n" + random);
    } finally {
      random.close();
    }
  }

  /** Tells whether ONNX Runtime runs the graph as it was before it was written anew. */
  private static boolean isRun(byte[] model, RandomGraph random) {
    try {
      OnnxRuntime.run(model, random.inputs()).values().forEach(Tensor::close);
      return true;
    } catch (OrtException e) {
      return false;
    }
  }
}
