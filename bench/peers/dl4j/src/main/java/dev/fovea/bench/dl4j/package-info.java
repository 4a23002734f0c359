/** DL4J's SameDiff as a peer. */
@org.jspecify.annotations.NullMarked
package dev.fovea.bench.dl4j;
