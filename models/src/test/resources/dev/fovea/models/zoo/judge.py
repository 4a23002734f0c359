#!/usr/bin/env python3
"""Holds the zoo against torchvision (Debian: python3-torchvision 0.14); run by hand.

    judge.py names > torchvision.txt    what TorchvisionTest reads
    judge.py logits FOLDER              compares what TorchvisionDump wrote there
"""
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")
import numpy as np  # noqa: E402
import torch  # noqa: E402
import torchvision.models as models  # noqa: E402

NAMES = """alexnet vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn googlenet inception_v3
resnet18 resnet34 resnet50 resnet101 resnet152 densenet121 squeezenet1_0 squeezenet1_1 mobilenet_v2
mobilenet_v3_large mobilenet_v3_small shufflenet_v2_x1_0 efficientnet_b0""".split()
NORM = ["weight", "bias", "running_mean", "running_var"]


def state_of(model):
    """Names and shapes, without what only training needs."""
    return {
        name: tuple(value.shape)
        for name, value in model.state_dict().items()
        if not name.startswith(("aux1.", "aux2.", "AuxLogits."))
        and not name.endswith("num_batches_tracked")
    }


def names():
    """A line for each tensor; a batch normalisation has four, which share one line."""
    for network in NAMES:
        print("[" + network + "]")
        state = state_of(getattr(models, network)())
        norms = {name[: -len(".running_mean")] for name in state if name.endswith(".running_mean")}
        for name, shape in state.items():
            layer, _, kind = name.rpartition(".")
            if layer not in norms:
                print(name, *shape)
            elif kind == "weight":
                print(layer, "norm", *shape)


def logits(folder):
    """Our weights, biases and statistics in torchvision's network, on our picture, in float64."""
    for network in NAMES:
        files = folder / network
        if not files.is_dir():
            print(network, "was not written")
            continue
        model = getattr(models, network)().eval()
        if hasattr(model, "transform_input"):
            model.transform_input = False
        state = {name: torch.from_numpy(np.load(files / (name + ".npy"))) for name in state_of(model)}
        model.load_state_dict(state, strict=False)
        picture = torch.from_numpy(np.load(files / "input.npy")).double()
        with torch.no_grad():
            expected = model.double()(picture).numpy()
        actual = np.load(files / "output.npy")
        error = np.abs(actual - expected).max()
        bound = 1e-5 + 1e-4 * np.abs(expected).max()
        verdict = "agrees" if error <= bound else "DIFFERS"
        print(
            f"{network:20} {verdict}: worst error {error:.2e}, bound {bound:.2e}, "
            f"largest logit {np.abs(expected).max():.3f}, std {expected.std():.3f}"
        )


if __name__ == "__main__":
    if sys.argv[1:] == ["names"]:
        names()
    elif len(sys.argv) == 3 and sys.argv[1] == "logits":
        logits(pathlib.Path(sys.argv[2]))
    else:
        sys.exit(__doc__)
