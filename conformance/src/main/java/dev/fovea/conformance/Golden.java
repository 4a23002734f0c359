package dev.fovea.conformance;

/**
 * An example with a result worked out by hand; it joins the checks of the rule whose feature it
 * shows.
 *
 * @param rule the rule's id
 * @param check the example
 */
record Golden(String rule, Check check) {
  static Golden of(String rule, String name, Check.Body body) {
    return new Golden(rule, new Check("golden: " + name, body));
  }
}
