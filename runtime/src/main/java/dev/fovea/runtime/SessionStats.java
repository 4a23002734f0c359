package dev.fovea.runtime;

/**
 * What a session holds.
 *
 * @param plans compiled plans in the cache
 * @param arenas arenas of those plans, in use or kept for later runs
 * @param arenaBytes bytes of those arenas, scratch memory included
 * @param packedWeightBytes bytes of folded weights and of weights in the backend's own formats, of
 *     all sessions that share the store
 */
public record SessionStats(int plans, int arenas, long arenaBytes, long packedWeightBytes) {}
