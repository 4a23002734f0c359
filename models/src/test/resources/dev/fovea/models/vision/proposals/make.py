#!/usr/bin/env python3
"""What torchvision's operators make of random scores and deltas, for ProposalsTest.

Run in this folder (Debian: python3-torchvision). The order of steps is that of py-faster-rcnn,
which drops small boxes before it takes the best; torchvision's own network takes the best first.
"""
import json

import numpy as np
import torch
from torchvision.models.detection._utils import BoxCoder
from torchvision.ops import clip_boxes_to_image, nms, remove_small_boxes

ROWS, COLUMNS, STRIDE = 6, 8, 16
RATIOS, SCALES = (0.5, 1, 2), (1, 2, 4)
SMALLEST, CONSIDERED, OVERLAP, MOST = 16, 200, 0.7, 60

shapes = []
for ratio in RATIOS:
    width = np.round(np.sqrt(STRIDE * STRIDE / ratio))
    height = np.round(width * ratio)
    for scale in SCALES:
        x, y = width * scale / 2, height * scale / 2
        shapes.append([8 - x, 8 - y, 8 + x, 8 + y])
y, x = np.mgrid[:ROWS, :COLUMNS] * STRIDE
moves = np.stack([x, y, x, y], axis=-1).reshape(-1, 1, 4)
anchors = torch.tensor(moves + np.array(shapes)).float().reshape(-1, 4)

random = np.random.RandomState(6)
count = len(shapes)
scores = random.randn(1, 2 * count, ROWS, COLUMNS).round(3)
deltas = (random.randn(1, 4 * count, ROWS, COLUMNS) * 0.4).round(3)
deltas[0, 2, 0, 0] = 9  # a side that would grow 8103-fold

last = lambda values, numbers: torch.tensor(
    values.reshape(1, -1, numbers, ROWS, COLUMNS).transpose(0, 3, 4, 1, 2).reshape(-1, numbers)
).float()
logits = torch.tensor(
    (scores[0, count:] - scores[0, :count]).transpose(1, 2, 0).reshape(-1)
).float()
moved = BoxCoder((1.0, 1.0, 1.0, 1.0)).decode(last(deltas, 4), [anchors]).reshape(-1, 4)
boxes = clip_boxes_to_image(moved, (ROWS * STRIDE, COLUMNS * STRIDE))
large = remove_small_boxes(boxes, SMALLEST)
best = large[logits[large].sort(descending=True, stable=True).indices][:CONSIDERED]
kept = best[nms(boxes[best], logits[best], OVERLAP)][:MOST]

numbers = lambda values: [round(float(value), 4) for value in values.reshape(-1)]
with open("torchvision.json", "w") as file:
    json.dump(
        {
            "scores": numbers(scores),
            "deltas": numbers(deltas),
            "moved": numbers(moved),
            "large": large.tolist(),
            "kept": kept.tolist(),
            "boxes": numbers(boxes[kept]),
            "probabilities": numbers(torch.sigmoid(logits[kept])),
        },
        file,
    )
print(len(anchors), len(large), len(best), len(kept))
