package dev.fovea.models.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.support.RoundTrip;
import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Flatten;
import dev.fovea.op.Op;
import dev.fovea.op.Reshape;
import dev.fovea.op.Resize;
import dev.fovea.op.Sampling;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written where, what stays open, and what is refused. */
class OnnxExportTest {
  @TempDir private Path folder;

  private static GraphInput input(Object... dims) {
    List<Dim> list =
        Stream.of(dims)
            .map(
                d -> d instanceof Integer n ? new Dim.Fixed(n) : (Dim) new Dim.Symbolic((String) d))
            .toList();
    return new GraphInput("x", DType.FLOAT32, list);
  }

  private static Graph graph(GraphInput input, Op op) {
    return Graph.builder("net")
        .input(input)
        .node("n", op, List.of("x"), List.of("y"))
        .output("y")
        .build();
  }

  private static Graph conv(int channels) {
    float[] weights = new float[channels * channels * 9];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 7 - 3;
    }
    return Graph.builder("net")
        .input(input("batch", channels, "height", "width"))
        .constant("w", Tensor.of(Shape.of(channels, channels, 3, 3), weights))
        .constant("b", Tensor.of(Shape.of(channels), new float[channels]))
        .node(
            "conv",
            Conv2d.of(channels, channels, Window2d.of(3).pad(1)),
            List.of("x", "w", "b"),
            List.of("y"))
        .output("y")
        .build();
  }

  @Test
  void everyOperatorHasAWriter() throws Exception {
    URI uri = Op.class.getResource("Op.class").toURI();
    Set<String> operators = new TreeSet<>();
    if (uri.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        collect(jar.getPath("dev/fovea/op"), operators);
      }
    } else {
      collect(Path.of(uri).getParent(), operators);
    }
    assertThat(operators).hasSizeGreaterThan(40);
    assertThat(OperatorWriters.written().stream().map(Class::getName)).containsAll(operators);
  }

  private static void collect(Path classes, Set<String> operators) throws Exception {
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        if (!name.contains("-") && !name.contains("$")) {
          Class<?> type = Class.forName("dev.fovea.op." + name);
          if (Op.class.isAssignableFrom(type) && type.isRecord()) {
            operators.add(type.getName());
          }
        }
      }
    }
  }

  @Test
  void weightsLieBesideWhereAsked() throws IOException {
    Path file = folder.resolve("net.onnx");
    Path data = folder.resolve("net.onnx.data");
    try (Graph graph = conv(8)) {
      OnnxExport.write(graph, file);
      assertThat(data).doesNotExist();
      long inside = Files.size(file);
      OnnxExport.write(graph, file, ExportOptions.DEFAULT.storage(ExportOptions.Storage.EXTERNAL));
      // 8 x 8 x 3 x 3 floats; the bias is too small to leave.
      assertThat(Files.size(data)).isEqualTo(2_304);
      assertThat(Files.size(file)).isLessThan(inside - 2_000);
      try (Graph read = OnnxImporter.read(file)) {
        assertThat(read.constants().get("w").toFloats())
            .isEqualTo(graph.constants().get("w").toFloats());
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, data);
    }
  }

  @Test
  void openExtentsStayOpen() throws Exception {
    try (Graph graph = conv(4);
        RoundTrip trip = RoundTrip.of(graph, folder.resolve("net.onnx"), ExportOptions.DEFAULT);
        Tensor x = Tensor.of(Shape.of(3, 4, 5, 6), new float[360])) {
      trip.requireNames();
      trip.requireOnnxRuntimeAgrees(Map.of("x", x));
    }
  }

  /** As a network that computes the shape from its input's does it. */
  @Test
  void aReshapeThatFollowsTheInputStaysOpen() throws Exception {
    OpSource squeezed =
        new OpSource.Deferred(
            "Squeeze",
            List.of(),
            (srcs, none) ->
                new Reshape(List.of(srcs.get(0).shape().dim(0), srcs.get(0).shape().dim(1)), true));
    try (Graph graph =
            Graph.builder("net")
                .input(input("batch", "channels", 1, 1))
                .node(new Node("squeeze", squeezed, List.of("x"), List.of("y")))
                .output("y")
                .build();
        RoundTrip trip = RoundTrip.of(graph, folder.resolve("net.onnx"), ExportOptions.DEFAULT);
        Tensor x = Tensor.of(Shape.of(5, 3, 1, 1), new float[15])) {
      trip.requireNames();
      trip.requireSameBits(Map.of("x", x));
      trip.requireOnnxRuntimeAgrees(Map.of("x", x));
      assertThat(((OpSource.Fixed) trip.read().nodes().get(0).source()).op())
          .isEqualTo(Reshape.to(0, 0));
    }
  }

  @Test
  void whatFollowsTheSizeAsksForShapes() throws Exception {
    OpSource doubled =
        new OpSource.Deferred(
            "Resize",
            List.of(),
            (srcs, none) ->
                Resize.of(
                    Sampling.Linear.PLAIN,
                    Resize.Coordinates.HALF_PIXEL,
                    new Resize.Axis(2, new Resize.Size(2 * srcs.get(0).shape().dim(2)))));
    try (Graph graph =
            Graph.builder("net")
                .input(input("batch", 3, "height", 8))
                .node(new Node("up", doubled, List.of("x"), List.of("y")))
                .output("y")
                .build();
        Tensor x = Tensor.of(Shape.of(1, 3, 4, 8), new float[96])) {
      Path file = folder.resolve("net.onnx");
      assertThatThrownBy(() -> OnnxExport.write(graph, file))
          .isInstanceOf(OnnxExportException.class)
          .hasMessage(
              "OnnxExport[net]: Resize[up]: is another operator for other [batch, height] of the"
                  + " inputs; expected one for all sizes; fix shapes with ExportOptions.shape");
      assertThat(file).doesNotExist();
      ExportOptions fixed = ExportOptions.DEFAULT.shape("x", x.shape());
      try (RoundTrip trip = RoundTrip.of(graph, file, fixed)) {
        trip.requireNames();
        trip.requireSameBits(Map.of("x", x));
        trip.requireOnnxRuntimeAgrees(Map.of("x", x));
      }
    }
  }

  /** Two inputs have one batch: who fixes that of the first has fixed that of the second. */
  @Test
  void aShapeFixesItsSymbolsEverywhere() throws Exception {
    GraphInput other =
        new GraphInput(
            "z",
            DType.FLOAT32,
            List.of(new Dim.Symbolic("batch"), new Dim.Symbolic("width"), new Dim.Fixed(3)));
    try (Graph graph =
            Graph.builder("net")
                .input(input("batch", 1, 3))
                .input(other)
                .node("sum", new Add(), List.of("x", "z"), List.of("y"))
                .output("y")
                .build();
        RoundTrip trip =
            RoundTrip.of(
                graph,
                folder.resolve("net.onnx"),
                ExportOptions.DEFAULT.shape("x", Shape.of(4, 1, 3)));
        Tensor x = Tensor.of(Shape.of(4, 1, 3), new float[12]);
        Tensor z = Tensor.of(Shape.of(4, 5, 3), new float[60])) {
      assertThat(trip.read().inputs().get(1).dims())
          .containsExactly(new Dim.Fixed(4), new Dim.Symbolic("width"), new Dim.Fixed(3));
      trip.requireOnnxRuntimeAgrees(Map.of("x", x, "z", z));
    }
  }

  @Test
  void decidingInputsBecomeConstants() throws Exception {
    OpSource reshaped =
        new OpSource.Deferred(
            "Reshape",
            List.of("shape"),
            (srcs, deciders) -> {
              long[] dims = deciders.get(0).toLongs();
              return Reshape.to((int) dims[0], (int) dims[1]);
            });
    try (Graph graph =
            Graph.builder("net")
                .input(input(2, 6))
                .input(new GraphInput("shape", DType.INT64, List.of(new Dim.Fixed(2))))
                .node(new Node("reshape", reshaped, List.of("x"), List.of("y")))
                .output("y")
                .build();
        Tensor x = Tensor.of(Shape.of(2, 6), new float[12]);
        Tensor shape = Tensor.ofLongs(Shape.of(2), 3, 4)) {
      Path file = folder.resolve("net.onnx");
      assertThatThrownBy(() -> OnnxExport.write(graph, file))
          .hasMessageStartingWith("OnnxExport[net]: inputs: values of [shape] decide operators");
      ExportOptions options = ExportOptions.DEFAULT.value("shape", shape);
      try (RoundTrip trip = RoundTrip.of(graph, file, options)) {
        trip.requireNames();
        trip.requireSameBits(Map.of("x", x, "shape", shape));
      }
    }
  }

  /** All that stands in the way is told at once, and what was there before stays. */
  @Test
  void everyNodeThatOnnxCannotSayIsNamed() throws IOException {
    Path file = folder.resolve("net.onnx");
    Files.writeString(file, "before");
    Resize mixed =
        Resize.of(
            Sampling.Linear.PLAIN,
            Resize.Coordinates.HALF_PIXEL,
            new Resize.Axis(0, new Resize.Size(4)),
            new Resize.Axis(1, new Resize.Scale(2)));
    try (Graph graph =
        Graph.builder("net")
            .input(input(2, 3))
            .node("one", mixed, List.of("x"), List.of("a"))
            .node("two", mixed, List.of("a"), List.of("b"))
            .node("sum", new Add(), List.of("b", "b"), List.of("y"))
            .output("y")
            .build()) {
      assertThatThrownBy(() -> OnnxExport.write(graph, file))
          .isInstanceOfSatisfying(
              OnnxExportException.class,
              e ->
                  assertThat(e.problems().stream().map(OnnxExportException.Problem::node))
                      .containsExactly("one", "two"))
          .hasMessageContaining("expected one kind; use two of them, one behind the other");
    }
    assertThat(Files.readString(file)).isEqualTo("before");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() {
    try (Graph graph = graph(input(1, 2), Activation.relu())) {
      Path nowhere = folder.resolve("nowhere").resolve("net.onnx");
      assertThatThrownBy(() -> OnnxExport.write(graph, nowhere))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "OnnxExport["
                  + nowhere
                  + "]: lies in "
                  + nowhere.getParent()
                  + ", which is no folder; expected one; create it");
      assertThatThrownBy(() -> OnnxExport.write(graph, folder))
          .hasMessage("OnnxExport[" + folder + "]: is a folder; expected a file's name");
    }
  }

  @Test
  void optionsThatNameNoInputAreRefused() {
    try (Graph graph = graph(input("n", 2), new Flatten(1))) {
      Path file = folder.resolve("net.onnx");
      assertThatThrownBy(
              () -> OnnxExport.write(graph, file, ExportOptions.DEFAULT.shape("z", Shape.of(1))))
          .hasMessage("OnnxExport[net]: shapes: are given for [z]; expected inputs, some of [x]");
      assertThatThrownBy(
              () -> OnnxExport.write(graph, file, ExportOptions.DEFAULT.shape("x", Shape.of(1, 3))))
          .hasMessage("OnnxExport[net]: shapes: input x is [1,3]; expected [n, 2]");
    }
  }
}
