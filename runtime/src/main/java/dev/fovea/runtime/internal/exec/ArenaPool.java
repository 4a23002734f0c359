package dev.fovea.runtime.internal.exec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Arenas of one plan: as many as ever ran at once, of which a bounded number is kept for later
 * runs. Thread-safe.
 */
final class ArenaPool implements AutoCloseable {
  /** More runs than this at once are rare, and each arena costs as much as a run needs. */
  static final int MAX_KEPT = 8;

  private final Supplier<Arena> maker;
  private final Deque<Arena> idle = new ArrayDeque<>();
  private int arenas;
  private long bytes;

  ArenaPool(Supplier<Arena> maker) {
    this.maker = maker;
  }

  /** Returns an arena for one run; give it back. */
  Arena take() {
    synchronized (this) {
      Arena kept = idle.pollFirst();
      if (kept != null) {
        return kept;
      }
    }
    Arena made = maker.get();
    synchronized (this) {
      arenas++;
      bytes += made.bytes();
    }
    return made;
  }

  /** Takes an arena back, to be used again or closed. */
  void give(Arena arena) {
    synchronized (this) {
      if (idle.size() < MAX_KEPT) {
        // The one used last is the one whose memory is still in the caches.
        idle.addFirst(arena);
        return;
      }
      forget(arena);
    }
    arena.close();
  }

  private void forget(Arena arena) {
    arenas--;
    bytes -= arena.bytes();
  }

  /** Returns how many arenas there are, in use or kept. */
  synchronized int count() {
    return arenas;
  }

  /** Returns the bytes of all arenas, in use or kept. */
  synchronized long bytes() {
    return bytes;
  }

  /** Closes the kept arenas; no run may be under way. */
  @Override
  public synchronized void close() {
    for (Arena arena : idle) {
      forget(arena);
      arena.close();
    }
    idle.clear();
  }
}
