"""Writes vectors.json: what pycocotools and Pillow say of small masks. Needs pycocotools, numpy and Pillow; run by hand."""
import base64, io, json, pathlib
import numpy as np
from PIL import Image
from pycocotools import mask as coco

random = np.random.default_rng(7)
masks = []
for width, height, share in [(1, 1, 1), (5, 3, 0), (5, 3, 1), (8, 6, 0.5), (13, 7, 0.1), (40, 30, 0.9), (64, 48, 0.5)]:
    pixels = (random.random((height, width)) < share).astype(np.uint8)
    if width == 64:  # long runs: differences of more than one character
        pixels[:] = 0
        pixels[5:40, 3:60] = 1
        pixels[20:30, 20:30] = 0
    encoded = coco.encode(np.asfortranarray(pixels))
    masks.append({
        "width": width, "height": height, "pixels": "".join(map(str, pixels.flatten())), "counts": encoded["counts"].decode(),
        "area": int(coco.area(encoded)), "box": [int(value) for value in coco.toBbox(encoded)],
    })

shapes = []
for case in range(24):
    width, height = int(random.integers(1, 40)), int(random.integers(1, 30))
    rings = []
    for _ in range(1 + case % 3):
        ring = random.random((int(random.integers(3, 8)), 2)) * [width * 1.4, height * 1.4] - [width * 0.2, height * 0.2]
        ring = np.round(ring, [0, 1, 6][case % 3])  # whole pixels, tenths, anything; some corners outside, some outlines crossed
        rings.append(ring.flatten().tolist())
    merged = coco.merge(coco.frPyObjects(rings, height, width))
    shapes.append({"width": width, "height": height, "rings": rings, "counts": merged["counts"].decode()})

images = []
indexes = random.integers(0, 4, (9, 11)).astype(np.uint8)
palette = [255, 255, 255, 44, 160, 44, 31, 119, 180, 255, 127, 14]
paletted = Image.fromarray(indexes, "P")
paletted.putpalette(palette)
for mode in ["P", "RGB", "RGBA"]:
    file = io.BytesIO()
    paletted.convert(mode).save(file, "PNG")
    images.append({"mode": mode, "png": base64.b64encode(file.getvalue()).decode()})

vectors = {"masks": masks, "shapes": shapes, "semantic": {"width": 11, "height": 9, "indexes": "".join(map(str, indexes.flatten())), "images": images}}
pathlib.Path(__file__).with_name("vectors.json").write_text(json.dumps(vectors) + "\n")
