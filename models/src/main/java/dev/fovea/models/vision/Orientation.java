package dev.fovea.models.vision;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * How a camera was held: what EXIF's tag Orientation says (JEITA CP-3451, 4.6.4 A).
 *
 * @param number 1 (as it should be seen) to 8
 */
record Orientation(int number) {
  private static final Orientation UPRIGHT = new Orientation(1);

  /** "Exif" and two zeros, before the TIFF file that holds the tags. */
  private static final int EXIF_HEADER = 6;

  /** Returns what a JPEG file says; upright if it says nothing, or nothing that can be read. */
  static Orientation of(byte[] file) {
    boolean jpeg = file.length > 2 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == 0xd8;
    if (!jpeg) {
      return UPRIGHT;
    }
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(input, JPEG.APP1, "Exif");
      return segments.isEmpty() ? UPRIGHT : of(segments.get(0));
    } catch (IOException | RuntimeException e) {
      // The picture itself may be sound; what cannot be read cannot turn it.
      return UPRIGHT;
    }
  }

  private static Orientation of(JPEGSegment exif) throws IOException {
    try (InputStream data = exif.segmentData()) {
      data.skipNBytes(EXIF_HEADER);
      try (ImageInputStream input = new MemoryCacheImageInputStream(data)) {
        Directory directory = new TIFFReader().read(input);
        Entry entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
        int number = entry != null && entry.getValue() instanceof Number n ? n.intValue() : 1;
        return number < 1 || number > 8 ? UPRIGHT : new Orientation(number);
      }
    }
  }

  /** Returns the picture as it should be seen. */
  Bitmap turn(Bitmap picture) {
    if (number == 1) {
      return picture;
    }
    boolean swaps = number >= 5;
    int width = swaps ? picture.height() : picture.width();
    int height = swaps ? picture.width() : picture.height();
    int channels = picture.channels();
    byte[] turned = new byte[width * height * channels];
    int right = picture.width() - 1;
    int bottom = picture.height() - 1;
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX =
            switch (number) {
              case 2, 3 -> right - x;
              case 5, 6 -> y;
              case 7, 8 -> right - y;
              default -> x;
            };
        int fromY =
            switch (number) {
              case 3, 4 -> bottom - y;
              case 5, 8 -> x;
              case 6, 7 -> bottom - x;
              default -> y;
            };
        for (int c = 0; c < channels; c++) {
          turned[at++] = (byte) picture.sample(fromX, fromY, c);
        }
      }
    }
    return Bitmap.owning(width, height, channels, turned);
  }
}
