package dev.fovea.models.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes a hostile file of a good one; the same seed makes the same file. */
final class HostileMutation {
  private static final byte[] HUGE_NUMBER = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
  private static final byte[] HUGE_LENGTH = {-1, -1, -1, -1, 7};

  private HostileMutation() {}

  static byte[] make(List<byte[]> corpus, long seed) {
    Random random = new Random(seed);
    // Small models are nearly all structure; in the large one nearly all is weights.
    int index = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(corpus.size() - 1);
    byte[] bytes = corpus.get(index).clone();
    if (random.nextBoolean()) {
      for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
        bytes = HostileStructure.change(bytes, random);
      }
      return bytes;
    }
    for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
      bytes = change(bytes, corpus, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, List<byte[]> corpus, Random random) {
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
    switch (random.nextInt(16)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] = 0;
      case 2 -> bytes[at] = -1;
      case 3 -> {
        return replace(bytes, at, Math.min(bytes.length, at + 1), HUGE_NUMBER);
      }
      case 4 -> {
        return replace(bytes, at, Math.min(bytes.length, at + 1), HUGE_LENGTH);
      }
      case 5 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 6 -> {
        return replace(bytes, at, end, new byte[0]);
      }
      case 7 -> {
        return replace(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      }
      case 8 -> {
        byte[] other = corpus.get(1 + random.nextInt(corpus.size() - 1));
        int from = random.nextInt(other.length);
        return replace(bytes, at, end, Arrays.copyOfRange(other, from, other.length));
      }
      default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** Returns bytes with a stretch replaced; the lengths around it are wrong then. */
  private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
    byte[] made = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
    System.arraycopy(by, 0, made, from, by.length);
    System.arraycopy(bytes, to, made, from + by.length, bytes.length - to);
    return made;
  }
}
