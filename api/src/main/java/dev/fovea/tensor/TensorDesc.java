package dev.fovea.tensor;

/**
 * What a tensor's bytes mean: element type, shape, layout, and the distance between images.
 *
 * <p>An <em>image</em> is everything behind axis 0; a tensor of rank 0 is one image of one element.
 * In a dense tensor images follow each other; in a channel slice of a larger tensor they lie {@code
 * imageStride} elements apart, each one contiguous.
 *
 * @param dtype the type of the elements
 * @param shape the logical shape, padding lanes not counted
 * @param layout the order of elements; blocked layouts need rank 4
 * @param imageStride elements between the starts of two images, at least {@link #imageElements()}
 */
public record TensorDesc(DType dtype, Shape shape, Layout layout, long imageStride) {

  /** Creates a descriptor; throws IllegalArgumentException if its parts contradict each other. */
  public TensorDesc {
    if (!layout.isPlain() && shape.rank() != 4) {
      throw new IllegalArgumentException(
          "TensorDesc: layout " + layout + " with shape " + shape + "; expected rank 4 (N,C,H,W)");
    }
    long dense = imageElements(shape, layout);
    if (imageStride < dense) {
      throw new IllegalArgumentException(
          "TensorDesc: image stride is "
              + imageStride
              + "; expected at least "
              + dense
              + " for "
              + shape);
    }
    int images = shape.rank() == 0 ? 1 : shape.dim(0);
    if (images > 0 && imageStride > Long.MAX_VALUE / dtype.bytes() / images) {
      throw new IllegalArgumentException(
          "TensorDesc: "
              + shape
              + " with image stride "
              + imageStride
              + " spans more than 2^63 bytes; expected less");
    }
  }

  /** Returns the dense plain float32 descriptor of a shape. */
  public static TensorDesc of(Shape shape) {
    return of(DType.FLOAT32, shape, Layout.PLAIN);
  }

  /** Returns the dense plain float32 descriptor of a shape with these extents. */
  public static TensorDesc of(int... dims) {
    return of(Shape.of(dims));
  }

  /** Returns the dense plain descriptor of an element type and shape. */
  public static TensorDesc of(DType dtype, Shape shape) {
    return of(dtype, shape, Layout.PLAIN);
  }

  /** Returns the dense descriptor of an element type, shape and layout. */
  public static TensorDesc of(DType dtype, Shape shape, Layout layout) {
    return new TensorDesc(dtype, shape, layout, imageElements(shape, layout));
  }

  private static long imageElements(Shape shape, Layout layout) {
    if (shape.rank() == 0) {
      return 1;
    }
    long behindChannels = shape.elements(Math.min(2, shape.rank()), shape.rank());
    long channels = shape.rank() > 1 ? shape.dim(1) : 1;
    long block = layout.block();
    try {
      return Math.multiplyExact((channels + block - 1) / block * block, behindChannels);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "TensorDesc: " + shape + " in layout " + layout + " has more than 2^63 elements", e);
    }
  }

  /** Returns the number of images: the extent of axis 0, or 1 for a scalar. */
  public int images() {
    return shape.rank() == 0 ? 1 : shape.dim(0);
  }

  /** Returns the stored elements of one image, padding lanes included. */
  public long imageElements() {
    return imageElements(shape, layout);
  }

  /** Tells whether images follow each other without a gap. */
  public boolean isDense() {
    return images() <= 1 || imageStride == imageElements();
  }

  /** Returns the elements from the first to behind the last stored one, gaps included. */
  public long span() {
    if (images() == 0) {
      return 0;
    }
    return (images() - 1) * imageStride + imageElements();
  }

  /** Returns {@link #span()} in bytes. */
  public long bytes() {
    return span() * dtype.bytes();
  }

  /**
   * Returns the element offset of position (n, c, h, w) of a rank-4 tensor; ranges are not checked.
   * A tensor of 2 GiB at most, so an int holds it.
   */
  public int offset(int n, int c, int h, int w) {
    int block = layout.block();
    int height = shape.dim(2);
    int width = shape.dim(3);
    int inImage = ((c / block * height + h) * width + w) * block + c % block;
    return (int) (n * imageStride) + inImage;
  }

  /**
   * Returns the stored position of element {@code i}, counted in row-major order, of a plain
   * tensor.
   */
  public int position(int i) {
    if (isDense()) {
      return i;
    }
    int image = (int) imageElements();
    return (int) (i / image * imageStride) + i % image;
  }

  /** Tells whether both describe the same elements in the same order, image stride aside. */
  public boolean matches(TensorDesc other) {
    return dtype == other.dtype && shape.equals(other.shape) && layout.equals(other.layout);
  }

  /** Returns the dense plain descriptor of the same elements. */
  public TensorDesc plain() {
    return of(dtype, shape);
  }

  @Override
  public String toString() {
    String slice = isDense() ? "" : " image stride " + imageStride;
    return dtype + shape.toString() + (layout.isPlain() ? "" : " " + layout) + slice;
  }
}
