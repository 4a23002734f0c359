package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.TensorDesc;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our networks have torchvision's parameters, by name and shape: its weights fit without a map. */
class TorchvisionTest {
  private static final Map<String, Map<String, TensorDesc>> EXPECTED = read();

  static Set<String> networks() {
    return EXPECTED.keySet();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void hasTheParametersOfTorchvision(String network) {
    Architecture architecture = Zoo.get(network);
    try (Graph sketch = architecture.sketch(architecture.options())) {
      assertThat(parameters(sketch)).containsExactlyInAnyOrderEntriesOf(EXPECTED.get(network));
      assertThat(sketch.constants()).isEmpty();
    }
  }

  /** The parameters of a sketch are its inputs behind the picture. */
  private static Map<String, TensorDesc> parameters(Graph sketch) {
    Map<String, TensorDesc> parameters = new LinkedHashMap<>();
    for (GraphInput input : sketch.inputs().subList(1, sketch.inputs().size())) {
      int[] dims = input.dims().stream().mapToInt(dim -> ((Dim.Fixed) dim).size()).toArray();
      parameters.put(input.name(), TensorDesc.of(dims));
    }
    return parameters;
  }

  /** Reads what {@code judge.py names} wrote. */
  private static Map<String, Map<String, TensorDesc>> read() {
    Map<String, Map<String, TensorDesc>> networks = new LinkedHashMap<>();
    Map<String, TensorDesc> network = Map.of();
    for (String line : text().split("\n")) {
      if (line.startsWith("[")) {
        network = new LinkedHashMap<>();
        networks.put(line.substring(1, line.length() - 1), network);
      } else {
        add(network, line.split(" "));
      }
    }
    return networks;
  }

  private static void add(Map<String, TensorDesc> network, String[] line) {
    boolean norm = line[1].equals("norm");
    int[] dims = Arrays.stream(line).skip(norm ? 2 : 1).mapToInt(Integer::parseInt).toArray();
    TensorDesc desc = TensorDesc.of(dims);
    if (norm) {
      for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
        network.put(line[0] + "." + part, desc);
      }
    } else {
      network.put(line[0], desc);
    }
  }

  private static String text() {
    try (InputStream stream = TorchvisionTest.class.getResourceAsStream("torchvision.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
