package dev.fovea.bench.layers;

import dev.fovea.bench.peers.Machine;
import dev.fovea.bench.peers.Peak;
import java.util.List;

/**
 * Layers, timed.
 *
 * @param machine where and how
 * @param threads of a run
 * @param peak what the machine can do with as many
 * @param rows one for each layer
 */
record LayerTimes(Machine machine, int threads, Peak peak, List<Row> rows) {
  LayerTimes {
    rows = List.copyOf(rows);
  }

  /**
   * One layer. Times are those of the fastest run.
   *
   * @param problem the layer, a line as in {@code shapes/resnet50.txt}
   * @param kind what it is compared with
   * @param times how often the networks hold it
   * @param algorithm of Fovea
   * @param operations multiplications and additions
   * @param bytes read and written at least: inputs, weights and output
   * @param micros of Fovea
   * @param peerMicros of ONNX Runtime
   * @param copyMicros of copying as many bytes
   */
  record Row(
      String problem,
      LayerKind kind,
      int times,
      String algorithm,
      long operations,
      long bytes,
      double micros,
      double peerMicros,
      double copyMicros) {

    /** Returns the time beside ONNX Runtime's. */
    double ratio() {
      return micros / peerMicros;
    }

    double gigaflops() {
      return operations / micros / 1e3;
    }

    double peerGigaflops() {
      return operations / peerMicros / 1e3;
    }

    /** Returns the time that the peak of multiply-adds, or copying, leaves. */
    double bound(Peak peak) {
      return Math.max(atPeak(peak), copyMicros);
    }

    /** Returns which of them it is. */
    String boundName(Peak peak) {
      return atPeak(peak) >= copyMicros ? "multiply-adds" : "copying";
    }

    private double atPeak(Peak peak) {
      return operations / peak.gigaflops() / 1e3;
    }
  }
}
