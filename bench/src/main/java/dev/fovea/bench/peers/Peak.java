package dev.fovea.bench.peers;

/**
 * What the machine can do.
 *
 * @param gigaflops fused multiply-adds between registers, two operations each, 10^9 a second
 * @param gigabytes bytes read and written by copying large arrays, 10^9 a second
 * @param bits the width of the vectors it was measured with
 */
public record Peak(double gigaflops, double gigabytes, int bits) {}
