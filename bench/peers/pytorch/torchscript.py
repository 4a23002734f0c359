#!/usr/bin/env python3
"""Writes TorchScript beside ONNX files, for the peer PyTorch.

    torchscript.py net.onnx ...      writes net.contiguous.pt and net.channels_last.pt

Needs Debian's python3-torch, python3-onnx and python3-numpy. The network is run once, node by node,
with PyTorch's own functions, while PyTorch records what it is asked; then the record is frozen, which
folds batch normalisation. So PyTorch runs the very weights of the ONNX file.
"""

import sys
import warnings

import numpy
import onnx
import onnx.numpy_helper
import onnx.helper
import onnx.shape_inference
import torch
import torch.nn.functional as F

OPEN_EXTENT = 224


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def pads(a, spatial=2):
    begin_end = a.get("pads", [0] * 2 * spatial)
    auto = a.get("auto_pad", b"NOTSET")
    if auto not in (b"NOTSET", b"VALID"):
        raise NotImplementedError("auto_pad %s" % auto.decode())
    return begin_end[:spatial], begin_end[spatial:]


def padded(x, a, value=0.0):
    """Pads apart where the sides differ; returns what is left for the operator."""
    begin, end = pads(a)
    if begin == end:
        return x, begin
    return F.pad(x, (begin[1], end[1], begin[0], end[0]), value=value), [0, 0]


def conv(x, a):
    src, padding = padded(x[0], a)
    return F.conv2d(src, x[1], x[2] if len(x) > 2 else None, a.get("strides", [1, 1]), padding,
                    a.get("dilations", [1, 1]), a.get("group", 1))


def conv_transpose(x, a):
    begin, end = pads(a)
    if begin != end:
        raise NotImplementedError("ConvTranspose with unequal pads")
    return F.conv_transpose2d(x[0], x[1], x[2] if len(x) > 2 else None, a.get("strides", [1, 1]),
                              begin, a.get("output_padding", [0, 0]), a.get("group", 1),
                              a.get("dilations", [1, 1]))


def max_pool(x, a):
    src, padding = padded(x[0], a, float("-inf"))
    return F.max_pool2d(src, a["kernel_shape"], a.get("strides", [1, 1]), padding,
                        a.get("dilations", [1, 1]), bool(a.get("ceil_mode", 0)))


def average_pool(x, a):
    begin, end = pads(a)
    if begin != end:
        raise NotImplementedError("AveragePool with unequal pads")
    return F.avg_pool2d(x[0], a["kernel_shape"], a.get("strides", [1, 1]), begin,
                        bool(a.get("ceil_mode", 0)), bool(a.get("count_include_pad", 0)))


def gemm(x, a):
    left = x[0].t() if a.get("transA", 0) else x[0]
    right = x[1].t() if a.get("transB", 0) else x[1]
    if a.get("alpha", 1) == 1 and a.get("beta", 1) == 1 and len(x) > 2 and x[2].dim() == 1:
        return F.linear(left, right.t(), x[2])
    y = a.get("alpha", 1.0) * (left @ right)
    return y + a.get("beta", 1.0) * x[2] if len(x) > 2 else y


def reshape(x, a):
    sizes = [x[0].shape[i] if s == 0 else int(s) for i, s in enumerate(x[1].tolist())]
    return x[0].reshape(sizes)


def flatten(x, a):
    axis = a.get("axis", 1)
    return x[0].flatten(1) if axis == 1 else x[0].reshape(int(numpy.prod(x[0].shape[:axis])), -1)


def clip(x, a):
    least = a.get("min", x[1].item() if len(x) > 1 and x[1] is not None else None)
    most = a.get("max", x[2].item() if len(x) > 2 and x[2] is not None else None)
    return F.relu6(x[0]) if (least, most) == (0, 6) else torch.clamp(x[0], least, most)


def local_response_norm(x, a):
    return F.local_response_norm(x[0], a["size"], a.get("alpha", 1e-4), a.get("beta", 0.75),
                                 a.get("bias", 1.0))


def softmax(x, a, opset):
    if opset >= 13:
        return F.softmax(x[0], a.get("axis", -1))
    axis = a.get("axis", 1)
    return F.softmax(x[0].flatten(axis), axis).reshape(x[0].shape)


def slices(x, a):
    starts, ends = a.get("starts"), a.get("ends")
    axes, steps = a.get("axes"), None
    if starts is None:
        starts, ends = x[1].tolist(), x[2].tolist()
        axes = x[3].tolist() if len(x) > 3 and x[3] is not None else None
        steps = x[4].tolist() if len(x) > 4 else None
    y = x[0]
    for i, axis in enumerate(axes if axes is not None else range(len(starts))):
        index = [slice(None)] * y.dim()
        index[axis] = slice(starts[i], ends[i], steps[i] if steps else 1)
        y = y[tuple(index)]
    return y


def split(x, a):
    sizes = x[1].tolist() if len(x) > 1 else a.get("split")
    axis = a.get("axis", 0)
    if sizes is None:
        return torch.chunk(x[0], a["outputs"], axis)
    return torch.split(x[0], sizes, axis)


def pad(x, a):
    sizes = x[1].tolist() if len(x) > 1 else a["pads"]
    rank = x[0].dim()
    order = [s for axis in reversed(range(rank)) for s in (sizes[axis], sizes[axis + rank])]
    value = x[2].item() if len(x) > 2 and x[2] is not None else a.get("value", 0.0)
    mode = a.get("mode", b"constant").decode()
    return F.pad(x[0], order, value=value) if mode == "constant" else F.pad(x[0], order[:4], mode)


def resize(x, a):
    mode = a.get("mode", b"nearest").decode()
    coordinates = a.get("coordinate_transformation_mode", b"half_pixel").decode()
    # Where axes are named, those of the map are the last two as well.
    sizes = x[3].tolist()[-2:] if len(x) > 3 and x[3] is not None else None
    scales = None if sizes else x[2].tolist()[-2:]
    if mode == "nearest":
        if coordinates != "asymmetric" and a.get("nearest_mode", b"") != b"floor":
            raise NotImplementedError("Resize nearest, %s" % coordinates)
        return F.interpolate(x[0], sizes, scales)
    if mode != "linear" or coordinates not in ("half_pixel", "pytorch_half_pixel", "align_corners"):
        raise NotImplementedError("Resize %s, %s" % (mode, coordinates))
    return F.interpolate(x[0], sizes, scales, "bilinear", coordinates == "align_corners")


def mean(x, a):
    axes = a.get("axes", x[1].tolist() if len(x) > 1 else None)
    return x[0].mean(axes, bool(a.get("keepdims", 1)))


def squeeze(x, a):
    y = x[0]
    for axis in sorted(a.get("axes", x[1].tolist() if len(x) > 1 else []), reverse=True):
        y = y.squeeze(axis)
    return y


def unsqueeze(x, a):
    y = x[0]
    for axis in sorted(a.get("axes", x[1].tolist() if len(x) > 1 else [])):
        y = y.unsqueeze(axis)
    return y


def batch_norm(x, a):
    return F.batch_norm(x[0], x[3], x[4], x[1], x[2], False, 0, a.get("epsilon", 1e-5))


OPERATORS = {
    "Add": lambda x, a: x[0] + x[1],
    "AveragePool": average_pool,
    "BatchNormalization": batch_norm,
    "Clip": clip,
    "Concat": lambda x, a: torch.cat(x, a["axis"]),
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Div": lambda x, a: x[0] / x[1],
    "Exp": lambda x, a: torch.exp(x[0]),
    "Dropout": lambda x, a: x[0],
    "Flatten": flatten,
    "Gather": lambda x, a: torch.index_select(x[0], a.get("axis", 0), x[1].reshape(-1))
    if x[1].dim() else x[0].select(a.get("axis", 0), int(x[1])),
    "Gemm": gemm,
    "GlobalAveragePool": lambda x, a: F.adaptive_avg_pool2d(x[0], 1),
    "GlobalMaxPool": lambda x, a: F.adaptive_max_pool2d(x[0], 1),
    "HardSigmoid": lambda x, a: torch.clamp(a.get("alpha", 0.2) * x[0] + a.get("beta", 0.5), 0, 1),
    "HardSwish": lambda x, a: F.hardswish(x[0]),
    "Identity": lambda x, a: x[0],
    "LRN": local_response_norm,
    "LeakyRelu": lambda x, a: F.leaky_relu(x[0], a.get("alpha", 0.01)),
    "MatMul": lambda x, a: x[0] @ x[1],
    "MaxPool": max_pool,
    "Mul": lambda x, a: x[0] * x[1],
    "PRelu": lambda x, a: F.prelu(x[0], x[1].reshape(-1)),
    "Pad": pad,
    "ReduceMean": mean,
    "Relu": lambda x, a: F.relu(x[0]),
    "Reshape": reshape,
    "Resize": resize,
    "Sigmoid": lambda x, a: torch.sigmoid(x[0]),
    "Slice": slices,
    "Split": split,
    "Squeeze": squeeze,
    "Sub": lambda x, a: x[0] - x[1],
    "Tanh": lambda x, a: torch.tanh(x[0]),
    "Transpose": lambda x, a: x[0].permute(a["perm"]),
    "Unsqueeze": unsqueeze,
}

# Arithmetic on shapes is done when the network is recorded.
SHAPES = {
    "Cast": lambda x, a: x[0].to(torch.float32 if a["to"] == 1 else torch.int64),
    "Constant": lambda x, a: torch.from_numpy(onnx.numpy_helper.to_array(a["value"]).copy()),
    "ConstantOfShape": lambda x, a: torch.full(
        x[0].tolist(), onnx.numpy_helper.to_array(a["value"]).item() if "value" in a else 0.0),
    "Floor": lambda x, a: torch.floor(x[0]),
    "Shape": lambda x, a: torch.tensor(x[0].shape),
}


class Network(torch.nn.Module):
    """An ONNX graph with the parameters as the module's own."""

    def __init__(self, model, channels_last):
        super().__init__()
        self.graph = model.graph
        self.opset = max(i.version for i in model.opset_import if i.domain in ("", "ai.onnx"))
        self.channels_last = channels_last
        self.known = {}
        for i, weight in enumerate(self.graph.initializer):
            array = onnx.numpy_helper.to_array(weight).copy()
            if array.dtype == numpy.float16:
                array = array.astype(numpy.float32)
            tensor = torch.from_numpy(array.reshape(weight.dims))
            if tensor.is_floating_point():
                if channels_last and tensor.dim() == 4:
                    tensor = tensor.contiguous(memory_format=torch.channels_last)
                name = "weight_%d" % i
                self.register_buffer(name, tensor)
                self.known[weight.name] = name
            else:
                self.known[weight.name] = tensor

    def value(self, name, values):
        if name == "":
            return None
        if name in values:
            return values[name]
        known = self.known[name]
        return getattr(self, known) if isinstance(known, str) else known

    def forward(self, x):
        if self.channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        names = [i.name for i in self.graph.input if i.name not in self.known]
        values = {names[0]: x}
        for node in self.graph.node:
            inputs = [self.value(name, values) for name in node.input]
            a = attributes(node)
            if node.op_type == "Split":
                a["outputs"] = len(node.output)
            if node.op_type == "Softmax":
                results = softmax(inputs, a, self.opset)
            elif node.op_type in OPERATORS:
                results = OPERATORS[node.op_type](inputs, a)
            elif node.op_type in SHAPES:
                results = SHAPES[node.op_type](inputs, a)
            else:
                raise NotImplementedError("operator %s" % node.op_type)
            results = results if isinstance(results, (tuple, list)) else [results]
            values.update(zip(node.output, results))
        result = self.value(self.graph.output[0].name, values)
        return result.contiguous()


def example(model):
    known = {weight.name for weight in model.graph.initializer}
    entry = next(i for i in model.graph.input if i.name not in known)
    sizes = [d.dim_value for d in entry.type.tensor_type.shape.dim]
    sizes[0] = sizes[0] or 1
    torch.manual_seed(7)
    return torch.rand([size or OPEN_EXTENT for size in sizes])


def write(path):
    model = onnx.load(path)
    x = example(model)
    for name, channels_last in (("contiguous", False), ("channels_last", True)):
        with torch.no_grad():
            network = Network(model, channels_last).eval()
            traced = torch.jit.trace(network, x, check_trace=False)
            frozen = torch.jit.freeze(traced)
            difference = (frozen(x) - network(x)).abs().max().item()
        if not difference < 1e-3:
            raise ValueError("%s: the frozen record is off by %g" % (path, difference))
        file = "%s.%s.pt" % (path[: -len(".onnx")], name)
        frozen.save(file)
        print(file)


def main():
    # Arithmetic on shapes becomes constant: the record is for inputs of one shape.
    warnings.simplefilter("ignore", torch.jit.TracerWarning)
    torch.set_num_threads(1)
    if not sys.argv[1:]:
        sys.exit(__doc__)
    failed = False
    for path in sys.argv[1:]:
        try:
            write(path)
        except (NotImplementedError, KeyError, ValueError, RuntimeError) as e:
            print("%s: %s" % (path, e), file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
