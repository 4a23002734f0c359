package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Activation;
import dev.fovea.op.Expand;
import dev.fovea.op.Op;
import dev.fovea.op.Pad;
import dev.fovea.op.Reshaping;
import dev.fovea.op.Split;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.runtime.internal.compile.TypedGraph.View;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes what nodes take over from what they read views of its memory, so that they cost nothing:
 * reshapes and identities, whatever else leaves every element where it is, and parts that are
 * images or channels.
 *
 * <p>A node stays a kernel if a run returns what it makes (its copy is the caller's own memory) or
 * if what it reads is not plain, or has gaps where none may be.
 */
public final class ReshapesAsViews implements Pass {

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Changes changes = new Changes(graph);
    Set<String> results = Set.copyOf(graph.results());
    for (TypedNode node : graph.nodes()) {
      if (!node.reads().isEmpty() && Collections.disjoint(node.makes(), results)) {
        changes.look(node);
      }
    }
    return graph.withViews(changes.views, changes.values);
  }

  /** The graph so far: a view of a view must know how that one lies. */
  private static final class Changes {
    private final Map<String, View> views;
    private final Map<String, TensorDesc> values;

    Changes(TypedGraph graph) {
      this.views = new LinkedHashMap<>(graph.views());
      this.values = new LinkedHashMap<>(graph.values());
    }

    void look(TypedNode node) {
      TensorDesc src = desc(node.reads().get(0));
      TensorDesc dst = desc(node.makes().get(0));
      if (!src.layout().isPlain()) {
        if (isIdentity(node.op()) && src.layout().equals(dst.layout())) {
          values.put(node.makes().get(0), src);
          views.put(node.makes().get(0), new View(node.reads().get(0), 0));
        }
        return;
      }
      if (src.isDense() && keepsElements(node.op(), src.shape(), dst.shape())) {
        views.put(node.makes().get(0), new View(node.reads().get(0), 0));
      } else if (node.op() instanceof Split split && Parts.areViews(src, split.axis())) {
        int first = 0;
        for (String part : node.makes()) {
          first += part(node.reads().get(0), part, split.axis(), first);
        }
      } else if (node.op() instanceof StridedSlice slice) {
        int axis = onlyCut(slice, src.shape(), dst.shape());
        if (axis >= 0 && Parts.areViews(src, axis)) {
          part(node.reads().get(0), node.makes().get(0), axis, slice.starts(src.shape())[axis]);
        }
      }
    }

    /** Makes a value a part of another one, and returns its extent. */
    private int part(String whole, String part, int axis, int first) {
      TensorDesc src = desc(whole);
      Shape shape = desc(part).shape();
      values.put(part, Parts.desc(src, shape, axis));
      views.put(part, new View(whole, Parts.offset(src, axis, first)));
      return shape.dim(axis);
    }

    private TensorDesc desc(String value) {
      TensorDesc desc = values.get(value);
      if (desc == null) {
        throw new IllegalArgumentException("TypedGraph: value " + value + " is unknown");
      }
      return desc;
    }
  }

  private static boolean keepsElements(Op op, Shape src, Shape dst) {
    if (op instanceof Transpose transpose) {
      return transpose.keepsOrder(src);
    }
    if (op instanceof StridedSlice slice) {
      return src.equals(dst) && Arrays.stream(slice.steps(src)).allMatch(step -> step > 0);
    }
    boolean sameWhereCountsAre = op instanceof Expand || op instanceof Tile || op instanceof Pad;
    return op instanceof Reshaping
        || isIdentity(op)
        || (sameWhereCountsAre && src.elements() == dst.elements());
  }

  private static boolean isIdentity(Op op) {
    return op instanceof Activation activation && activation.isIdentity();
  }

  /**
   * Returns the one axis along which a part is taken, index by index; -1 if it is not like that.
   */
  private static int onlyCut(StridedSlice slice, Shape src, Shape dst) {
    int[] steps = slice.steps(src);
    int cut = -1;
    for (int axis = 0; axis < steps.length; axis++) {
      boolean inOrder = steps[axis] == 1 || dst.dim(axis) <= 1;
      if (!inOrder || (cut >= 0 && src.dim(axis) != dst.dim(axis))) {
        return -1;
      }
      cut = src.dim(axis) != dst.dim(axis) ? axis : cut;
    }
    return cut;
  }
}
