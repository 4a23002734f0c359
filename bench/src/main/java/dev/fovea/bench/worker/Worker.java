package dev.fovea.bench.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs one engine and does what it is told on standard input, a command a line, its
 * words separated by tabs:
 *
 * <pre>
 * load MODEL THREADS SHAPE INPUT   load; SHAPE is 1x3x224x224, INPUT a file of little-endian floats
 * output FILE                      run once and write the first output; answers nanoseconds, version
 * round MILLIS                     run for a while; answers median, least, runs
 * quit
 * </pre>
 *
 * <p>An answer is a line that begins with {@value #OK} or {@value #FAILED}; whatever else a library
 * prints is no answer.
 */
public final class Worker {
  /** How the answer to a command that was carried out begins. */
  public static final String OK = "@fovea-bench ok";

  /** How the answer to a command that failed begins; the reason follows. */
  public static final String FAILED = "@fovea-bench failed";

  private final Engine engine;
  private Engine.@Nullable Loaded loaded;

  private Worker(Engine engine) {
    this.engine = engine;
  }

  /**
   * Serves until told to quit, or until standard input ends.
   *
   * @param args the class of the {@link Engine}, and the variant for its constructor
   */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    // What libraries print in Java goes to the log.
    System.setOut(System.err);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Worker worker = null;
    for (String line = commands.readLine();
        line != null && !line.equals("quit");
        line = commands.readLine()) {
      try {
        if (worker == null) {
          worker = new Worker(engine(args[0], args[1]));
        }
        answers.println(OK + "\t" + worker.answer(List.of(line.split("\t", -1))));
      } catch (Exception | LinkageError e) {
        e.printStackTrace();
        answers.println(FAILED + "\t" + reason(e));
      }
      answers.flush();
    }
    // Libraries keep threads of their own, and some crash when they are unloaded in order.
    Runtime.getRuntime().halt(0);
  }

  private static Engine engine(String type, String variant) throws ReflectiveOperationException {
    return Class.forName(type)
        .asSubclass(Engine.class)
        .getConstructor(String.class)
        .newInstance(variant);
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String text = message == null ? cause.toString() : message;
    return text.replaceAll("\\s+", " ").strip();
  }

  private String answer(List<String> words) throws Exception {
    switch (words.get(0)) {
      case "load" -> {
        Task task =
            new Task(
                Path.of(words.get(1)),
                Integer.parseInt(words.get(2)),
                Arrays.stream(words.get(3).split("x", -1)).map(Integer::valueOf).toList(),
                floats(Path.of(words.get(4))));
        long start = System.nanoTime();
        loaded = engine.load(task);
        return String.valueOf(System.nanoTime() - start);
      }
      case "output" -> {
        long start = System.nanoTime();
        float[] output = loaded().output();
        long nanos = System.nanoTime() - start;
        write(Path.of(words.get(1)), output);
        return nanos + "\t" + loaded().version();
      }
      case "round" -> {
        Round round = Round.time(loaded(), Integer.parseInt(words.get(1)));
        return round.median() + "\t" + round.least() + "\t" + round.runs();
      }
      default ->
          throw new IllegalArgumentException(
              "command is '" + words.get(0) + "'; expected load, output, round or quit");
    }
  }

  private Engine.Loaded loaded() {
    if (loaded == null) {
      throw new IllegalStateException("nothing is loaded; expected load first");
    }
    return loaded;
  }

  /** Reads a file of little-endian floats into native memory. */
  public static FloatBuffer floats(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer read = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats =
        ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return floats.put(read.asFloatBuffer()).flip();
  }

  /** Writes such a file. */
  public static void write(Path file, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }
}
