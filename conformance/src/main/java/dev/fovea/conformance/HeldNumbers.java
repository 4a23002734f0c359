package dev.fovea.conformance;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The floating-point numbers in the fields of an object, and of those it refers to. Two threads
 * that use one field at the same time are seldom caught at it; that the field changes is always
 * seen. Buffers and tensors are left out: a lock may guard them.
 */
final class HeldNumbers {
  private final Map<String, Integer> hashes = new TreeMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private HeldNumbers() {}

  /** Looks at an object as it is now. */
  static HeldNumbers of(Object object) {
    HeldNumbers numbers = new HeldNumbers();
    numbers.visit(object.getClass().getSimpleName(), object);
    return numbers;
  }

  /** Fails if a field holds other numbers than before. */
  void requireSame(HeldNumbers before) {
    before.hashes.forEach(
        (field, hash) -> {
          if (!hashes.getOrDefault(field, hash).equals(hash)) {
            throw new AssertionError(
                "field " + field + " was changed by a run; expected it in a local or in scratch");
          }
        });
  }

  private void visit(String name, Object value) {
    if (value instanceof Float || value instanceof Double) {
      add(name, value.hashCode());
    } else if (!seen.add(value)) {
      return;
    } else if (value instanceof float[] floats) {
      add(name, Arrays.hashCode(floats));
    } else if (value instanceof double[] doubles) {
      add(name, Arrays.hashCode(doubles));
    } else if (!value.getClass().getName().startsWith("java.")) {
      visitFields(value);
    }
  }

  /** Objects of one class are told apart by nothing but their order, which stays. */
  private void add(String field, int hash) {
    hashes.merge(field, hash, (one, other) -> 31 * one + other);
  }

  private void visitFields(Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          visitField(field, object);
        }
      }
    }
  }

  private void visitField(Field field, Object object) {
    try {
      field.setAccessible(true);
      Object value = field.get(object);
      if (value != null) {
        visit(field.getDeclaringClass().getSimpleName() + "." + field.getName(), value);
      }
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      return; // A module that is not open keeps its secret, and the other checks remain.
    }
  }
}
