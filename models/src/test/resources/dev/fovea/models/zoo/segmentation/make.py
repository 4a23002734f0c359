#!/usr/bin/env python3
"""The names and shapes of FcnResNetTest; run in this folder (Debian: python3-torchvision)."""
from torchvision.models.segmentation import fcn_resnet50

network = fcn_resnet50(weights=None, weights_backbone=None, num_classes=21, aux_loss=False)
with open("fcn_resnet50.txt", "w") as file:
    for name, values in network.state_dict().items():
        # A counter of training steps, no part of the function.
        if not name.endswith("num_batches_tracked"):
            print(name, "x".join(map(str, values.shape)), file=file)
