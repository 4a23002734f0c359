#!/usr/bin/env python3
"""Golden vectors of picture operations, made by Pillow and OpenCV (Debian: python3-pil, python3-opencv).

Run in this folder; it rewrites every file beside it. The inputs are synthetic and seeded.
"""
import json

import cv2
import numpy
from PIL import Image, ImageOps

rng = numpy.random.default_rng(5)
HEIGHT, WIDTH = 53, 37
ramp = numpy.add.outer(numpy.arange(HEIGHT) * 3, numpy.arange(WIDTH) * 2)[..., None] + numpy.array([0, 40, 90])
noise = rng.integers(-60, 60, (HEIGHT, WIDTH, 3))
pixels = numpy.clip(ramp + noise, 0, 255).astype(numpy.uint8)
rgb = Image.fromarray(pixels)
grey = rgb.convert("L")
rgb.save("rgb.png")
grey.save("grey.png")

SIZES = [(20, 31), (64, 90), (37, 26), (18, 53), (1, 1), (100, 7), (74, 106)]
made = []


def save(name, array):
    Image.fromarray(array).save(name + ".png")
    made.append(name)


for w, h in SIZES:
    for source, image in (("rgb", rgb), ("grey", grey)):
        array = numpy.asarray(image)
        save(f"{source}-pillow_bilinear-{w}x{h}", numpy.asarray(image.resize((w, h), Image.BILINEAR)))
        save(f"{source}-pillow_bicubic-{w}x{h}", numpy.asarray(image.resize((w, h), Image.BICUBIC)))
        save(f"{source}-opencv_linear-{w}x{h}", cv2.resize(array, (w, h), interpolation=cv2.INTER_LINEAR))

# To exactly half the size OpenCV takes means.
even = pixels[:52, :36]
Image.fromarray(even).save("even.png")
save("even-opencv_linear-18x26", cv2.resize(even, (18, 26), interpolation=cv2.INTER_LINEAR))

# torchvision.transforms: Resize(24), CenterCrop(21), ToTensor(), Normalize(mean, std).
shorter = 24
small = rgb.resize((shorter, shorter * HEIGHT // WIDTH), Image.BILINEAR)
left, top = round((small.width - 21) / 2.0), round((small.height - 21) / 2.0)
crop = numpy.asarray(small.crop((left, top, left + 21, top + 21))).astype(numpy.float32) / numpy.float32(255)
mean = numpy.array([0.485, 0.456, 0.406], numpy.float32)
std = numpy.array([0.229, 0.224, 0.225], numpy.float32)
imagenet = ((crop - mean) / std).transpose(2, 0, 1)

# OpenCV, as Caffe's networks want it: BGR minus means, NCHW; and as TensorFlow's: RGB in -1..1, NHWC.
bgr = cv2.resize(pixels[..., ::-1], (16, 12), interpolation=cv2.INTER_LINEAR).astype(numpy.float32)
caffe = (bgr - numpy.array([104, 117, 123], numpy.float32)).transpose(2, 0, 1)
tensorflow = (cv2.resize(pixels, (16, 12), interpolation=cv2.INTER_LINEAR).astype(numpy.float32) - 127.5) / 127.5

# A letterbox of 40 x 32, filled with 114.
scale = min(40 / WIDTH, 32 / HEIGHT)
w, h = round(WIDTH * scale), round(HEIGHT * scale)
box = numpy.full((32, 40, 3), 114, numpy.uint8)
x, y = (40 - w) // 2, (32 - h) // 2
box[y : y + h, x : x + w] = cv2.resize(pixels, (w, h), interpolation=cv2.INTER_LINEAR)
save("letterbox", box)

with open("normalised.json", "w") as file:
    json.dump(
        {
            "imagenet": [float(v) for v in imagenet.ravel()],
            "caffe": [float(v) for v in caffe.ravel()],
            "tensorflow": [float(v) for v in tensorflow.ravel()],
        },
        file,
    )
    file.write("\n")

# One picture in all eight orientations; blocks of one colour survive JPEG.
blocks = numpy.zeros((16, 32, 3), numpy.uint8)
blocks[:8, :8] = (250, 10, 10)
blocks[8:, :8] = (10, 250, 10)
blocks[:, 16:24] = (10, 10, 250)
for number in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = number
    name = f"orientation-{number}"
    Image.fromarray(blocks).save(name + ".jpg", exif=exif, quality=95, subsampling=0)
    ImageOps.exif_transpose(Image.open(name + ".jpg")).save(name + ".png")

# Other kinds of files, and what Pillow makes of them.
alpha = numpy.dstack([pixels[:9, :7], rng.integers(0, 256, (9, 7), numpy.uint8)])
Image.fromarray(alpha).save("alpha.png")
Image.fromarray(alpha[..., :3]).save("alpha-expected.png")
Image.fromarray(blocks).convert("CMYK").save("cmyk.jpg", quality=95)
Image.open("cmyk.jpg").convert("RGB").save("cmyk-expected.png")
wide = rng.integers(0, 65536, (9, 7)).astype(numpy.uint16)
cv2.imwrite("grey16.png", wide)
Image.fromarray(((wide.astype(numpy.int64) * 255 + 32767) // 65535).astype(numpy.uint8)).save("grey16-expected.png")
rgb.quantize(16).save("palette.png")
rgb.quantize(16).convert("RGB").save("palette-expected.png")

with open("resized.txt", "w") as file:
    file.write("\n".join(name for name in made if name != "letterbox") + "\n")
