/** Models: reads ONNX files, turns pictures into tensors, and brings a small network along. */
module dev.fovea.models {
  requires transitive dev.fovea.runtime;
  requires com.fasterxml.jackson.databind;
  requires com.google.protobuf;
  requires com.twelvemonkeys.imageio.metadata;
  requires transitive java.desktop;
  requires static org.jspecify;
  requires org.tribuo.util.onnx;

  exports dev.fovea.models.check;
  exports dev.fovea.models.net;
  exports dev.fovea.models.npy;
  exports dev.fovea.models.onnx;
  exports dev.fovea.models.onnx.export;
  exports dev.fovea.models.transform;
  exports dev.fovea.models.vision;
  exports dev.fovea.models.zoo;
  exports dev.fovea.models.zoo.classification;
  exports dev.fovea.models.zoo.detection;
  exports dev.fovea.models.zoo.segmentation;
}
