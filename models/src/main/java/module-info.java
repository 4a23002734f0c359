/** Models: reads ONNX files, turns pictures into tensors, and brings a small network along. */
module dev.fovea.models {
  requires transitive dev.fovea.runtime;
  requires com.google.protobuf;
  requires java.desktop;
  requires static org.jspecify;
  requires org.tribuo.util.onnx;

  exports dev.fovea.models.check;
  exports dev.fovea.models.image;
  exports dev.fovea.models.onnx;
  exports dev.fovea.models.vision;
  exports dev.fovea.models.zoo;
}
