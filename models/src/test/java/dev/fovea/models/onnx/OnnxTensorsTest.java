package dev.fovea.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.fovea.models.support.Models;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxTensorsTest {
  @TempDir Path folder;

  @Test
  void writesWhatItReads() {
    Path file = folder.resolve("t.pb");
    try (Tensor floats = Tensor.of(Shape.of(2, 2), 1, Float.NaN, -0f, 1e-40f);
        Tensor longs = Tensor.ofLongs(Shape.of(2), Long.MIN_VALUE, 7)) {
      OnnxTensors.write(file, "t", floats);
      try (Tensor read = OnnxTensors.read(file)) {
        assertThat(read.shape()).isEqualTo(floats.shape());
        assertThat(read.toFloats()).containsExactly(1, Float.NaN, -0f, 1e-40f);
      }
      OnnxTensors.write(file, "t", longs);
      try (Tensor read = OnnxTensors.read(file)) {
        assertThat(read.toLongs()).containsExactly(Long.MIN_VALUE, 7);
      }
    }
  }

  @Test
  void readsTypedFieldsAsWellAsRawBytes() {
    try (Tensor floats = read(Models.floats("f", new int[] {2}, 1, 2));
        Tensor longs = read(Models.longs("l", 3, -4));
        Tensor scalar = read(Models.floats("s", new int[] {}, 5));
        Tensor empty = read(Models.floats("e", new int[] {0, 3}))) {
      assertThat(floats.toFloats()).containsExactly(1, 2);
      assertThat(longs.toLongs()).containsExactly(3, -4);
      assertThat(scalar.shape().rank()).isZero();
      assertThat(empty.shape()).isEqualTo(Shape.of(0, 3));
    }
  }

  @Test
  void widensBoolAndInt32() {
    TensorProto bool =
        proto(TensorProto.DataType.BOOL, 2)
            .setRawData(ByteString.copyFrom(new byte[] {0, 1}))
            .build();
    TensorProto ints = proto(TensorProto.DataType.INT32, 1).addInt32Data(-5).build();
    try (Tensor a = read(bool);
        Tensor b = read(ints)) {
      assertThat(a.toLongs()).containsExactly(0, 1);
      assertThat(b.toLongs()).containsExactly(-5);
    }
  }

  @Test
  void sizesAreCheckedAgainstTheData() {
    ByteString raw = ByteString.copyFrom(new byte[16]);
    refuses(floats(5).setRawData(raw), "16 bytes of data; expected 5 values of 4 bytes");
    refuses(floats(3).addFloatData(1), "1 values; expected 3 values");
    refuses(floats(-4).setRawData(raw), "extent of -4");
    refuses(floats(1L << 40).setRawData(raw), "extent of 1099511627776");
    refuses(floats(1L << 30, 1L << 30, 1L << 30).setRawData(raw), "expected fewer elements");
    refuses(floats(Integer.MAX_VALUE).setRawData(raw), "expected 2147483647 values");
    refuses(floats(new long[40]).setRawData(raw), "rank 40");
  }

  @Test
  void otherKindsOfTensorsAreRefused() {
    refuses(proto(TensorProto.DataType.STRING, 1).addStringData(ByteString.EMPTY), "string");
    refuses(proto(TensorProto.DataType.DOUBLE, 1).addDoubleData(1), "double; expected float");
    refuses(TensorProto.newBuilder().setDataType(99), "unknown element type 99");
    refuses(
        floats(1).setSegment(TensorProto.Segment.newBuilder().setBegin(0).setEnd(1)), "segment");
    refuses(
        floats(1)
            .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("w"))
            .setDataLocation(TensorProto.DataLocation.EXTERNAL),
        "in another file");
  }

  @Test
  void damagedAndMissingFilesAreNamed() throws IOException {
    Path file = Files.write(folder.resolve("broken.pb"), new byte[] {0x0a, 0x7f, 1});
    assertThatThrownBy(() -> OnnxTensors.read(file))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("broken.pb");
    assertThatThrownBy(() -> OnnxTensors.read(folder.resolve("absent.pb")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("absent.pb");
  }

  private static TensorProto.Builder proto(TensorProto.DataType type, long... dims) {
    TensorProto.Builder proto = TensorProto.newBuilder().setName("t").setDataType(type.getNumber());
    for (long dim : dims) {
      proto.addDims(dim);
    }
    return proto;
  }

  private static TensorProto.Builder floats(long... dims) {
    return proto(TensorProto.DataType.FLOAT, dims);
  }

  private static Tensor read(TensorProto proto) {
    return OnnxTensors.read(new ByteArrayInputStream(proto.toByteArray()), "test");
  }

  private static void refuses(TensorProto.Builder proto, String reason) {
    assertThatThrownBy(() -> read(proto.build()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("test")
        .hasMessageContaining(reason);
  }
}
