package dev.fovea.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.bench.worker.Task;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes are raced, and what goes wrong in one of them is a row with the reason. */
class RaceTest {
  @TempDir Path folder;

  private static Peer peer(String variant) {
    List<Path> path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    return new Peer(variant, TestEngines.class.getName(), variant, path, 7);
  }

  private static Task task() {
    FloatBuffer input =
        ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()).asFloatBuffer();
    input.put(new float[] {1, 2, -3, 0.25f}).flip();
    return new Task(Path.of("net.onnx"), 1, List.of(1, 4), input);
  }

  @Test
  void failuresAreRowsAndTheOthersAreTimed() throws Exception {
    List<String> progress = new ArrayList<>();
    Race race = new Race(new RaceSettings(2, 1, 1, 1, 0, 60_000), folder, progress::add);
    List<Peer> peers = new ArrayList<>();
    for (String variant : List.of("right", "wrong", "refusing", "dying")) {
      peers.add(peer(variant));
    }
    List<Row> rows = race.run(peers, task());

    Row right = rows.get(0);
    assertThat(right.failure()).isNull();
    assertThat(right.version()).isEqualTo("1.0 right");
    assertThat(right.rounds()).hasSize(2).allMatch(nanos -> nanos > 0);
    assertThat(right.leastNanos()).isPositive();
    assertThat(right.coldNanos()).isGreaterThan(right.loadNanos() + right.firstNanos());
    assertThat(right.shippedBytes()).isEqualTo(7);
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertThat(right.peakBytes()).isGreaterThan(1 << 20);
    }
    assertThat(rows.get(1).failure())
        .startsWith("disagrees with right: output 1 is 2.5; expected 2.0 +- ");
    assertThat(rows.get(2).failure()).isEqualTo("operator Warp is unknown");
    assertThat(rows.get(3).failure()).isEqualTo("the process ended with 3; see log.txt");
    assertThat(progress).contains("starting wrong", "warming up right", "round 2 of 2");
    assertThat(Files.readString(folder.resolve("log.txt"))).contains("loading ");
  }

  @Test
  void aPeerThatTakesTooLongIsTold() throws Exception {
    Race race = new Race(new RaceSettings(2, 1, 1, 2, 0, 0), folder, progress -> {});
    assertThat(race.run(List.of(peer("right")), task()))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.isTimed()).isFalse();
              assertThat(row.failure())
                  .startsWith("takes too long to be raced: the first run took");
            });
  }

  @Test
  void aPeerThatIsNotBuiltIsLeftOut() throws Exception {
    Path one = Files.createDirectories(folder.resolve("one/target/lib"));
    Files.write(one.resolve("engine.jar"), new byte[100]);
    Files.write(one.resolve("fovea-bench-1.jar"), new byte[10]);
    Files.writeString(
        folder.resolve("one/peer.properties"), "name=One\nengine=x.Y\nvariants=a,b\n");
    Files.createDirectories(folder.resolve("two"));
    Files.writeString(folder.resolve("two/peer.properties"), "name=Two\n");
    List<Peer> peers = Peer.in(folder);
    assertThat(peers).extracting(Peer::name).containsExactly("One a", "One b");
    assertThat(peers.get(0).jars()).hasSize(2);
    assertThat(peers.get(0).shippedBytes()).isEqualTo(100);

    Files.createDirectories(folder.resolve("two/target/lib"));
    assertThatThrownBy(() -> Peer.in(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("variants is missing; expected name, engine and variants");
    assertThatThrownBy(() -> Peer.in(folder.resolve("one")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mvn -Ppeers");
  }
}
