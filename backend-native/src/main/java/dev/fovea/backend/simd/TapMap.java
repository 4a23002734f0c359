package dev.fovea.backend.simd;

import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Linear;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution or transposed convolution as windows over a map, and where its weights lie.
 *
 * @param windows the windows; together they make every output once
 * @param groups independent groups of channels
 * @param ic input channels of a group
 * @param oc output channels of a group
 * @param src height and width of the input
 * @param dst height and width of the output
 * @param kernelWidth positions in a row of the kernel
 * @param icStep weights from one input channel to the next
 * @param ocStep weights from one output channel to the next
 */
record TapMap(
    List<Window> windows,
    int groups,
    int ic,
    int oc,
    Size2d src,
    Size2d dst,
    int kernelWidth,
    int icStep,
    int ocStep) {

  /**
   * Outputs that read the same kernel positions.
   *
   * @param rows along the height
   * @param columns along the width
   */
  record Window(TapAxis rows, TapAxis columns) {
    int taps() {
      return rows.taps().size() * columns.taps().size();
    }

    boolean staysInside(Size2d map) {
      return rows.staysInside(map.h()) && columns.staysInside(map.w());
    }
  }

  TapMap {
    windows = List.copyOf(windows);
  }

  static TapMap of(Conv2d op, Shape src, Shape dst) {
    Window2d window = op.window();
    Size2d in = new Size2d(src.dim(2), src.dim(3));
    Size2d out = new Size2d(dst.dim(2), dst.dim(3));
    Padding.Explicit pads = window.pads(in);
    boolean flipped = op.mode() == Conv2d.Mode.CONVOLUTION;
    TapAxis rows =
        TapAxis.of(
            window.kernel().h(),
            window.strides().h(),
            window.dilations().h(),
            pads.top(),
            out.h(),
            flipped);
    TapAxis columns =
        TapAxis.of(
            window.kernel().w(),
            window.strides().w(),
            window.dilations().w(),
            pads.left(),
            out.w(),
            flipped);
    int ic = op.inChannels() / op.groups();
    return new TapMap(
        List.of(new Window(rows, columns)),
        op.groups(),
        ic,
        op.outChannels() / op.groups(),
        in,
        out,
        window.kernel().w(),
        window.kernel().area(),
        ic * window.kernel().area());
  }

  static TapMap of(ConvTranspose2d op, Shape src, Shape dst) {
    Window2d window = op.window();
    Size2d in = new Size2d(src.dim(2), src.dim(3));
    Size2d out = new Size2d(dst.dim(2), dst.dim(3));
    Padding.Explicit pads = op.pads(in);
    List<Window> windows = new ArrayList<>();
    for (TapAxis rows :
        TapAxis.transposed(
            window.kernel().h(),
            window.strides().h(),
            window.dilations().h(),
            pads.top(),
            out.h())) {
      for (TapAxis columns :
          TapAxis.transposed(
              window.kernel().w(),
              window.strides().w(),
              window.dilations().w(),
              pads.left(),
              out.w())) {
        windows.add(new Window(rows, columns));
      }
    }
    int oc = op.outChannels() / op.groups();
    return new TapMap(
        windows,
        op.groups(),
        op.inChannels() / op.groups(),
        oc,
        in,
        out,
        window.kernel().w(),
        oc * window.kernel().area(),
        window.kernel().area());
  }

  /** Returns the weights of one group. */
  int groupWeights(Linear op) {
    return (int) (op.weightsShape().elements() / groups);
  }
}
