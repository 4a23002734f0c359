package dev.fovea.models.vision;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fovea.models.vision.Preprocessing.AxisOrder;
import dev.fovea.models.vision.Preprocessing.Colour;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@link Preprocessing} as text, to lie beside a model:
 *
 * <pre>{@code
 * {
 *   "version": 1,
 *   "steps": [
 *     {"resizeShorter": 256, "resampling": "pillow_bilinear"},
 *     {"centreCrop": [224, 224]}
 *   ],
 *   "colour": "RGB",
 *   "layout": "NCHW",
 *   "unit": 255,
 *   "mean": [0.485, 0.456, 0.406],
 *   "std": [0.229, 0.224, 0.225],
 *   "invert": false
 * }
 * }</pre>
 *
 * <p>Steps are {@code resize}, {@code resizeShorter}, {@code centreCrop}, {@code cropToAspect} and
 * {@code letterbox} (with {@code fill}); sizes are rows, then columns. {@code version} and {@code
 * steps} must be there; left out, colour is RGB, layout NCHW, unit 255, mean 0, std 1, resampling
 * pillow_bilinear. What is not known is refused.
 */
public final class PreprocessingJson {
  private static final int VERSION = 1;
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final Set<String> FIELDS =
      Set.of("version", "steps", "colour", "layout", "unit", "mean", "std", "invert");

  private final String name;

  private PreprocessingJson(String name) {
    this.name = name;
  }

  /**
   * Reads a description.
   *
   * @param name what messages call it
   * @throws IllegalArgumentException naming the field, what it is and what was expected
   */
  public static Preprocessing read(String json, String name) {
    PreprocessingJson reader = new PreprocessingJson(name);
    try {
      return reader.preprocessing(MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw reader.problem("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Preprocessing preprocessing(JsonNode root) {
    requireObject(root, "the description");
    requireOnly(root, FIELDS);
    JsonNode version = root.path("version");
    if (!version.isInt() || version.intValue() != VERSION) {
      throw problem("version is " + text(version) + "; expected " + VERSION, null);
    }
    List<Step> steps = new ArrayList<>();
    JsonNode list = root.path("steps");
    if (!list.isArray() || list.isEmpty()) {
      throw problem("steps is " + text(list) + "; expected a list of at least one step", null);
    }
    list.forEach(step -> steps.add(step(step)));
    Colour colour = choice(root, "colour", Colour.class, Colour.RGB);
    try {
      return new Preprocessing(
          steps,
          colour,
          choice(root, "layout", AxisOrder.class, AxisOrder.NCHW),
          number(root, "unit", 255),
          numbers(root, "mean", colour.channels(), 0),
          numbers(root, "std", colour.channels(), 1),
          flag(root, "invert"));
    } catch (IllegalArgumentException e) {
      throw String.valueOf(e.getMessage()).startsWith(prefix())
          ? e
          : problem(String.valueOf(e.getMessage()), e);
    }
  }

  private Step step(JsonNode step) {
    requireObject(step, "a step");
    Resampling resampling =
        choice(step, "resampling", Resampling.class, Resampling.PILLOW_BILINEAR);
    Iterator<String> names = step.fieldNames();
    String kind = names.hasNext() ? names.next() : "";
    try {
      switch (kind) {
        case "resize" -> {
          requireOnly(step, Set.of(kind, "resampling"));
          List<Integer> size = size(step, kind);
          return new Step.Resize(size.get(0), size.get(1), resampling);
        }
        case "resizeShorter" -> {
          requireOnly(step, Set.of(kind, "resampling"));
          return new Step.ResizeShorter(integer(step.path(kind), kind), resampling);
        }
        case "centreCrop" -> {
          requireOnly(step, Set.of(kind));
          List<Integer> size = size(step, kind);
          return new Step.CentreCrop(size.get(0), size.get(1));
        }
        case "cropToAspect" -> {
          requireOnly(step, Set.of(kind));
          List<Integer> size = size(step, kind);
          return new Step.CropToAspect(size.get(0), size.get(1));
        }
        case "letterbox" -> {
          requireOnly(step, Set.of(kind, "fill", "resampling"));
          List<Integer> size = size(step, kind);
          int fill = step.has("fill") ? integer(step.path("fill"), "fill") : 0;
          return new Step.Letterbox(size.get(0), size.get(1), fill, resampling);
        }
        default ->
            throw problem(
                "step "
                    + text(step)
                    + " is unknown; expected one that begins with resize, resizeShorter,"
                    + " centreCrop, cropToAspect or letterbox",
                null);
      }
    } catch (IllegalArgumentException e) {
      throw String.valueOf(e.getMessage()).startsWith(prefix())
          ? e
          : problem(String.valueOf(e.getMessage()), e);
    }
  }

  private List<Integer> size(JsonNode step, String kind) {
    JsonNode size = step.path(kind);
    if (size.isInt()) {
      return List.of(size.intValue(), size.intValue());
    }
    if (!size.isArray() || size.size() != 2) {
      throw problem(kind + " is " + text(size) + "; expected [rows, columns]", null);
    }
    return List.of(integer(size.get(0), kind), integer(size.get(1), kind));
  }

  private int integer(JsonNode value, String field) {
    if (!value.isInt()) {
      throw problem(field + " is " + text(value) + "; expected a whole number", null);
    }
    return value.intValue();
  }

  private float number(JsonNode root, String field, float absent) {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isNumber()) {
      throw problem(field + " is " + text(value) + "; expected a number", null);
    }
    return value.floatValue();
  }

  private List<Float> numbers(JsonNode root, String field, int count, float absent) {
    JsonNode list = root.path(field);
    if (list.isMissingNode()) {
      return Collections.nCopies(count, absent);
    }
    List<Float> values = new ArrayList<>();
    for (JsonNode value : list) {
      if (value.isNumber()) {
        values.add(value.floatValue());
      }
    }
    if (!list.isArray() || values.size() != list.size()) {
      throw problem(field + " is " + text(list) + "; expected a list of numbers", null);
    }
    return values;
  }

  private boolean flag(JsonNode root, String field) {
    JsonNode value = root.path(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw problem(field + " is " + text(value) + "; expected true or false", null);
    }
    return value.asBoolean(false);
  }

  private <E extends Enum<E>> E choice(JsonNode root, String field, Class<E> type, E absent) {
    JsonNode value = root.path(field);
    if (value.isMissingNode()) {
      return absent;
    }
    Set<String> known = new TreeSet<>();
    for (E constant : type.getEnumConstants()) {
      if (value.isTextual() && constant.name().equalsIgnoreCase(value.textValue())) {
        return constant;
      }
      known.add(written(constant));
    }
    throw problem(field + " is " + text(value) + "; expected one of " + known, null);
  }

  private static String written(Enum<?> constant) {
    return constant instanceof Resampling
        ? constant.name().toLowerCase(Locale.ROOT)
        : constant.name();
  }

  private void requireObject(JsonNode node, String what) {
    if (!node.isObject()) {
      throw problem(what + " is " + text(node) + "; expected an object", null);
    }
  }

  private void requireOnly(JsonNode node, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                throw problem(
                    "field " + field + " is unknown; expected some of " + new TreeSet<>(known),
                    null);
              }
            });
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "missing" : node.toString();
  }

  private String prefix() {
    return "Preprocessing[" + name + "]: ";
  }

  private IllegalArgumentException problem(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(prefix() + text, cause);
  }

  /** Writes a description that {@link #read} takes for the same settings. */
  public static String write(Preprocessing settings) {
    ObjectNode root = MAPPER.createObjectNode().put("version", VERSION);
    ArrayNode steps = root.putArray("steps");
    settings.steps().forEach(step -> write(step, steps.addObject()));
    root.put("colour", written(settings.colour()));
    root.put("layout", written(settings.layout()));
    root.put("unit", settings.unit());
    settings.mean().forEach(root.putArray("mean")::add);
    settings.std().forEach(root.putArray("std")::add);
    root.put("invert", settings.invert());
    return root.toPrettyString();
  }

  private static void write(Step step, ObjectNode node) {
    if (step instanceof Step.Resize resize) {
      node.putArray("resize").add(resize.height()).add(resize.width());
      node.put("resampling", written(resize.resampling()));
    } else if (step instanceof Step.ResizeShorter resize) {
      node.put("resizeShorter", resize.shorter());
      node.put("resampling", written(resize.resampling()));
    } else if (step instanceof Step.CentreCrop crop) {
      node.putArray("centreCrop").add(crop.height()).add(crop.width());
    } else if (step instanceof Step.CropToAspect crop) {
      node.putArray("cropToAspect").add(crop.height()).add(crop.width());
    } else if (step instanceof Step.Letterbox box) {
      node.putArray("letterbox").add(box.height()).add(box.width());
      node.put("fill", box.fill());
      node.put("resampling", written(box.resampling()));
    }
  }
}
