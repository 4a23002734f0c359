/** JMH at three levels: matrix products and copies, operators, whole networks. */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.jmh;
