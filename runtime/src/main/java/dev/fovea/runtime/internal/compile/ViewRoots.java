package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.internal.compile.TypedGraph.View;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** In whose memory values lie, and where, at the end of however long a chain of views. */
public final class ViewRoots {
  private final Map<String, View> resolved = new HashMap<>();

  ViewRoots(Map<String, View> views) {
    Deque<Map.Entry<String, View>> chain = new ArrayDeque<>();
    for (String value : views.keySet()) {
      String next = value;
      for (View view = views.get(next);
          view != null && !resolved.containsKey(next);
          view = views.get(next)) {
        chain.push(Map.entry(next, view));
        next = view.of();
      }
      while (!chain.isEmpty()) {
        Map.Entry<String, View> inner = chain.pop();
        View view = inner.getValue();
        View outer = resolved.getOrDefault(view.of(), new View(view.of(), 0));
        resolved.put(inner.getKey(), new View(outer.of(), outer.offset() + view.offset()));
      }
    }
  }

  /** Returns the value whose memory this one shares; itself if it is no view. */
  public String root(String value) {
    View view = resolved.get(value);
    return view == null ? value : view.of();
  }

  /** Returns where a value starts in the memory of its root, in bytes. */
  public long offset(String value) {
    View view = resolved.get(value);
    return view == null ? 0 : view.offset();
  }
}
