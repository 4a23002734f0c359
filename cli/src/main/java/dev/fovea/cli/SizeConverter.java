package dev.fovea.cli;

import dev.fovea.op.Size2d;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 224x320}, rows first, or {@code 224} for a square. */
final class SizeConverter implements ITypeConverter<Size2d> {
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})(?:x([1-9]\\d{0,4}))?");

  @Override
  public Size2d convert(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new TypeConversionException(
          "is " + text + "; expected height and width, for example 224x320, or one number");
    }
    int height = Integer.parseInt(size.group(1));
    return new Size2d(height, size.group(2) == null ? height : Integer.parseInt(size.group(2)));
  }
}
