package dev.fovea.bench.peers;

import dev.fovea.bench.worker.Worker;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process that runs a {@link Worker}; one thread asks, one question at a time. */
final class WorkerProcess implements AutoCloseable {
  private static final int TIMEOUT_MINUTES = 10;

  /** What the reader of answers says when the process has closed its output. */
  private static final String END = "";

  private final Peer peer;
  private final Path log;
  private final long started = System.nanoTime();
  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private WorkerProcess(Peer peer, Path log, Process process) {
    this.peer = peer;
    this.log = log;
    this.process = process;
    this.commands =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::readAnswers, "answers of " + peer.name());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a JVM.
   *
   * @param log what it prints goes here, and beside it what a JVM leaves that an engine brings down
   */
  static WorkerProcess start(Peer peer, int threads, Path log) {
    String path =
        peer.jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>(Jvm.command());
    command.add("-XX:ErrorFile=" + log.resolveSibling("hs_err_pid%p.log").toAbsolutePath());
    command.addAll(List.of("-cp", path, Worker.class.getName(), peer.engine(), peer.variant()));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Engines that are built with OpenMP ask here; the others are told when they load.
    builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new WorkerProcess(peer, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  private void readAnswers() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith(Worker.OK) || line.startsWith(Worker.FAILED)) {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      // The process is gone, and that is what the end says.
    } finally {
      answers.add(END);
    }
  }

  Peer peer() {
    return peer;
  }

  /** Returns the nanoseconds since the process was started. */
  long age() {
    return System.nanoTime() - started;
  }

  /**
   * Asks and waits for the answer's words.
   *
   * @throws PeerException if the command failed, the process ended or took longer than ten minutes
   */
  List<String> ask(String... words) throws PeerException, InterruptedException {
    try {
      commands.write(String.join("\t", words));
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw ended();
    }
    String answer = answers.poll(TIMEOUT_MINUTES, TimeUnit.MINUTES);
    if (answer == null) {
      process.destroyForcibly();
      throw new PeerException("took longer than " + TIMEOUT_MINUTES + " minutes to " + words[0]);
    }
    if (answer.equals(END)) {
      throw ended();
    }
    List<String> parts = List.of(answer.split("\t", -1));
    if (parts.get(0).equals(Worker.FAILED)) {
      throw new PeerException(String.join(" ", parts.subList(1, parts.size())));
    }
    return parts.subList(1, parts.size());
  }

  private PeerException ended() {
    String status = "the process ended";
    try {
      status += process.waitFor(5, TimeUnit.SECONDS) ? " with " + process.exitValue() : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new PeerException(status + "; see " + log.getFileName());
  }

  /** Returns the most memory the process has had resident, in bytes; 0 where nobody tells. */
  long peakBytes() {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    try {
      for (String line :
          Files.isReadable(status) ? Files.readAllLines(status) : List.<String>of()) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** Ends the process, and waits for that. */
  @Override
  public void close() {
    try {
      commands.write("quit");
      commands.newLine();
      commands.close();
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
