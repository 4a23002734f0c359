package dev.fovea.bench.peers;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * An engine that can be started in a process of its own.
 *
 * <p>A folder describes it: {@value #FILE} says its {@code name}, the class of its {@code engine},
 * and its variants that are raced, apart by commas; {@code target/lib} holds the jars.
 *
 * @param name its name in tables
 * @param engine its class
 * @param variant the word its constructor gets
 * @param jars its class path
 * @param shippedBytes the jars that somebody who uses this engine ships
 */
record Peer(String name, String engine, String variant, List<Path> jars, long shippedBytes) {
  /** The engine that the others are compared with. */
  static final String JUDGE = "ONNX Runtime";

  private static final String FILE = "peer.properties";

  /** What belongs to the measuring, not to the engine. */
  private static final String OURS = "fovea-bench";

  Peer {
    jars = List.copyOf(jars);
  }

  /**
   * Finds all peers that are built, {@link #JUDGE} first, then by folder.
   *
   * @throws IllegalArgumentException if there are none
   */
  static List<Peer> in(Path folder) {
    List<Peer> peers = new ArrayList<>();
    for (Path inner : list(folder)) {
      if (Files.isRegularFile(inner.resolve(FILE))
          && Files.isDirectory(inner.resolve("target/lib"))) {
        peers.addAll(read(inner));
      }
    }
    if (peers.isEmpty()) {
      throw new IllegalArgumentException(
          "peers["
              + folder
              + "]: none is built; expected folders with "
              + FILE
              + " and target/lib; build them with mvn -Ppeers -DskipTests package");
    }
    peers.sort(Comparator.comparing(peer -> !peer.name().equals(JUDGE)));
    return peers;
  }

  /**
   * Returns the peers whose names contain one of the texts, in whatever case; all of them if there
   * is no text.
   *
   * @throws IllegalArgumentException if no name contains a text
   */
  static List<Peer> chosen(List<Peer> peers, List<String> texts) {
    for (String text : texts) {
      if (peers.stream().noneMatch(peer -> peer.isCalled(text))) {
        throw new IllegalArgumentException(
            "no peer is called "
                + text
                + "; expected a part of one of "
                + peers.stream().map(Peer::name).toList());
      }
    }
    return peers.stream()
        .filter(peer -> texts.isEmpty() || texts.stream().anyMatch(peer::isCalled))
        .toList();
  }

  private boolean isCalled(String text) {
    return name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  private static List<Peer> read(Path folder) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Path> jars = jars(folder.resolve("target/lib"));
    long bytes =
        jars.stream()
            .filter(jar -> !jar.getFileName().toString().startsWith(OURS))
            .mapToLong(jar -> jar.toFile().length())
            .sum();
    List<Peer> peers = new ArrayList<>();
    String[] variants = required(folder, properties, "variants").split(",", -1);
    for (String variant : variants) {
      String name = required(folder, properties, "name");
      peers.add(
          new Peer(
              variants.length == 1 ? name : name + " " + variant,
              required(folder, properties, "engine"),
              variant,
              jars,
              bytes));
    }
    return peers;
  }

  private static String required(Path folder, Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(
          folder.resolve(FILE) + ": " + key + " is missing; expected name, engine and variants");
    }
    return value;
  }

  private static List<Path> jars(Path folder) {
    return list(folder).stream().filter(path -> path.toString().endsWith(".jar")).toList();
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("peers[" + folder + "]: cannot be listed", e);
    }
  }
}
