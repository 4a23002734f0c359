package dev.fovea.bench.peers;

/** A peer cannot do what was asked; the message is a row's reason. */
final class PeerException extends Exception {
  private static final long serialVersionUID = 1;

  PeerException(String message) {
    super(message);
  }
}
