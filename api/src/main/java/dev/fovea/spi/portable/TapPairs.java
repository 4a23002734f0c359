package dev.fovea.spi.portable;

import dev.fovea.op.ResizeTaps;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The taps of linear interpolation, two for each output, in a loop without branches. A single tap
 * becomes two of half its weight: their sum is the same, of an infinity too.
 */
final class TapPairs {
  private final int[] first;
  private final int[] second;
  private final float[] firstWeight;
  private final float[] secondWeight;

  private TapPairs(int outputs) {
    this.first = new int[outputs];
    this.second = new int[outputs];
    this.firstWeight = new float[outputs];
    this.secondWeight = new float[outputs];
  }

  /** Returns the pairs, or null if an output has more taps or none. */
  static @Nullable TapPairs of(ResizeTaps taps) {
    TapPairs pairs = new TapPairs(taps.outputs());
    for (int o = 0; o < taps.outputs(); o++) {
      int tap = taps.first(o);
      int count = taps.end(o) - tap;
      if (count < 1 || count > 2) {
        return null;
      }
      pairs.first[o] = taps.index(tap);
      pairs.second[o] = taps.index(tap + count - 1);
      pairs.firstWeight[o] = (float) (count == 2 ? taps.weight(tap) : taps.weight(tap) / 2);
      pairs.secondWeight[o] = (float) (count == 2 ? taps.weight(tap + 1) : taps.weight(tap) / 2);
    }
    return pairs;
  }

  /** Resamples a row. */
  void along(FloatBuffer from, int at, FloatBuffer to, int target) {
    for (int o = 0; o < first.length; o++) {
      float a = firstWeight[o] * from.get(at + first[o]);
      float b = secondWeight[o] * from.get(at + second[o]);
      to.put(target + o, a + b);
    }
  }
}
