package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.bench.worker.Engine;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The engines run the embedded network, agree, and are timed in turn. */
class EnginesTest {
  @TempDir Path folder;

  /** The embedded network and one of its pictures. */
  private Network network() throws IOException {
    try (InputStream model =
        getClass().getResourceAsStream("/dev/fovea/models/fashion/model.onnx")) {
      Files.copy(model, folder.resolve("model.onnx"));
    }
    Path input = folder.resolve("test_data_set_0/input_0.pb");
    Files.createDirectories(input.getParent());
    EmbeddedModel fashion = Fashion.model();
    try (Tensor image = fashion.samples().get(0).read(fashion.preprocessing())) {
      TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1);
      for (int dim : image.shape().dims()) {
        tensor.addDims(dim);
      }
      for (float value : image.toFloats()) {
        tensor.addFloatData(value);
      }
      Files.write(input, tensor.build().toByteArray());
    }
    return Network.of(folder);
  }

  @Test
  void allAgreeAndAreTimed() throws Exception {
    Network network = network();
    List<Engine.Loaded> loaded = new ArrayList<>();
    try {
      loaded.add(new OnnxRuntimeEngine("").load(network.task(1, 1)));
      for (String backend : FastBackends.names()) {
        loaded.add(new FoveaEngine(backend).load(network.task(1, 1)));
      }
      loaded.add(new FoveaEngine("reference").load(network.task(2, 1)));
      float[] expected = loaded.get(0).output();
      for (Engine.Loaded engine : loaded) {
        engine.run();
        Agreement.require("engine", "judge", engine.output(), expected);
      }
      List<Times> times = new Rounds(3, 1, 1).time(loaded);
      assertThat(times).hasSize(loaded.size()).allMatch(time -> time.least() > 0);
    } finally {
      loaded.forEach(Engine.Loaded::close);
    }
  }

  @Test
  void theFastestBackendIsTimedByDefault() {
    List<String> names = FastBackends.names();
    assertThat(DefaultBackend.name()).isEqualTo(names.get(0));
    assertThat(names).contains("blas");
    String library = System.mapLibraryName("jnifovea");
    String platform = System.getProperty("fovea.javacpp.platform");
    URL built = getClass().getResource("/dev/fovea/backend/simd/" + platform + "/" + library);
    assertThat(names.contains("native")).isEqualTo(built != null);
  }

  @Test
  void networksOfTheZooAreWrittenOnceAndRun() throws Exception {
    String output = folder.toString();
    CommandLine zoo = new CommandLine(new ZooFiles());
    assertThat(zoo.execute("--output", output, "lenet5")).isZero();
    Path file = folder.resolve("lenet5.onnx");
    FileTime written = Files.getLastModifiedTime(file);
    assertThat(zoo.execute("--output", output, "lenet5")).isZero();
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);

    Network network = Network.of(file);
    assertThat(network.name()).isEqualTo("lenet5");
    for (String backend : FastBackends.names()) {
      try (Engine.Loaded judge = new OnnxRuntimeEngine("").load(network.task(1, 2));
          Engine.Loaded ours = new FoveaEngine(backend).load(network.task(1, 2))) {
        assertThat(ours.output()).hasSize(20);
        Agreement.require(backend, "ONNX Runtime", ours.output(), judge.output());
      }
    }
  }

  @Test
  void whatIsWrongIsNotTimed() {
    assertThatThrownBy(
            () -> Agreement.require("engine", "judge", new float[] {1, 2.01f}, new float[] {1, 2}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "engine does not agree with judge: output 1 is 2.01; expected 2.0 +- ");
    assertThatThrownBy(
            () -> Agreement.require("engine", "judge", new float[] {Float.NaN}, new float[] {1}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void foldersWithoutANetworkAreRefused() {
    assertThatThrownBy(() -> Network.of(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.onnx is missing; expected an ONNX file or a folder");
  }
}
