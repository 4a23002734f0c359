package dev.fovea.models.onnx.export;

import dev.fovea.op.Concat;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Expand;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Pad;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes what moves elements: ONNX Concat-13, Slice-13, Pad-13 (-19), Split-13, Transpose-13 and
 * others.
 */
final class MovementWriters {
  private static final int WRAP = 19;

  private MovementWriters() {}

  static void concat(Concat op, ExportNode node, ExportContext out) {
    out.step(node, "Concat").inputs(out.inputs(node)).integer("axis", op.axis()).makes(node);
  }

  /** A slice without ranges takes everything; ONNX asks for one at least. */
  static void slice(StridedSlice op, ExportNode node, ExportContext out) {
    if (op.ranges().isEmpty()) {
      ShapeWriters.copy(node, out);
      return;
    }
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    List<Integer> axes = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (StridedSlice.Range range : op.ranges()) {
      starts.add(range.start());
      ends.add(range.end());
      axes.add(range.axis());
      steps.add(range.step());
    }
    Step step = out.step(node, "Slice").input(out.input(node, 0));
    step.input(out.longs(node, "starts", starts)).input(out.longs(node, "ends", ends));
    step.input(out.longs(node, "axes", axes)).input(out.longs(node, "steps", steps));
    step.makes(node);
  }

  static void pad(Pad op, ExportNode node, ExportContext out) {
    if (op.mode() == Pad.Mode.WRAP) {
      out.require(WRAP);
    }
    List<Integer> pads = new ArrayList<>(op.begins());
    pads.addAll(op.ends());
    Step step = out.step(node, "Pad").input(out.input(node, 0));
    step.input(out.longs(node, "pads", pads))
        .text("mode", op.mode().name().toLowerCase(Locale.ROOT));
    if (op.mode() == Pad.Mode.CONSTANT && Double.doubleToRawLongBits(op.value()) != 0) {
      step.input(
          node.src().dtype() == DType.INT64
              ? out.integer(node, "value", (long) op.value())
              : out.number(node, "value", (float) op.value()));
    }
    step.makes(node);
  }

  static void split(Split op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "Split").input(out.input(node, 0));
    step.input(out.longs(node, "sizes", op.sizes())).integer("axis", op.axis()).makes(node);
  }

  static void transpose(Transpose op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "Transpose").input(out.input(node, 0));
    step.ints("perm", op.permutation()).makes(node);
  }

  static void expand(Expand op, ExportNode node, ExportContext out) {
    List<Integer> dims = new ArrayList<>();
    for (int dim : op.shape().dims()) {
      dims.add(dim);
    }
    withVector("Expand", "shape", dims, node, out);
  }

  static void tile(Tile op, ExportNode node, ExportContext out) {
    withVector("Tile", "repeats", op.repeats(), node, out);
  }

  private static void withVector(
      String operator, String what, List<Integer> values, ExportNode node, ExportContext out) {
    Step step = out.step(node, operator).input(out.input(node, 0));
    step.input(out.longs(node, what, values)).makes(node);
  }

  static void gather(Gather op, ExportNode node, ExportContext out) {
    out.step(node, "Gather").inputs(out.inputs(node)).integer("axis", op.axis()).makes(node);
  }

  static void gatherElements(GatherElements op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "GatherElements").inputs(out.inputs(node));
    step.integer("axis", op.axis()).makes(node);
  }

  static void depthToSpace(DepthToSpace op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "DepthToSpace").input(out.input(node, 0));
    step.integer("blocksize", op.blockSize());
    step.text("mode", op.order() == DepthToSpace.Order.DEPTH_FIRST ? "DCR" : "CRD").makes(node);
  }

  static void spaceToDepth(SpaceToDepth op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "SpaceToDepth").input(out.input(node, 0));
    step.integer("blocksize", op.blockSize()).makes(node);
  }
}
