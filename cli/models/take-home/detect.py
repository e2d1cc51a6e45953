"""python3 detect.py PHOTO: what this model sees. Needs: pip install onnxruntime numpy pillow"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

folder = Path(__file__).parent
about = json.loads((folder / "metadata.json").read_text())
session = onnxruntime.InferenceSession(str(folder / "model.onnx"))


def overlap(a, b):
    width = min(a["left"] + a["width"], b["left"] + b["width"]) - max(a["left"], b["left"])
    height = min(a["top"] + a["height"], b["top"] + b["height"]) - max(a["top"], b["top"])
    shared = max(0, width) * max(0, height)
    return shared / (a["width"] * a["height"] + b["width"] * b["height"] - shared)


def detect(path, least_confidence=0.3):
    """Boxes in pixels of the upright image, left top origin, most confident first."""
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    frame = about["frame"]
    scale = min(frame["width"] / image.width, frame["height"] / image.height)
    placed = image.resize((max(2, round(image.width * scale)), max(2, round(image.height * scale))), Image.LANCZOS)
    pixels = np.full((1, frame["height"], frame["width"], 3), 128, np.uint8)
    pixels[0, : placed.height, : placed.width] = np.asarray(placed)
    peaks, distances = session.run(["peaks", "distances"], {"image": pixels})
    across, down = image.width / placed.width, image.height / placed.height
    found = []
    for label, row, column in np.argwhere(peaks[0] >= max(least_confidence, about["minimumConfidence"])):
        to_left, to_top, to_right, to_bottom = 8 * np.exp(np.minimum(5, distances[0, :, row, column]))
        x, y = (column + 0.5) * 4, (row + 0.5) * 4
        left, top = max(0, (x - to_left) * across), max(0, (y - to_top) * down)
        right, bottom = min(image.width, (x + to_right) * across), min(image.height, (y + to_bottom) * down)
        if right - left >= 1 and bottom - top >= 1:
            found.append({
                "label": about["labels"][label], "confidence": float(peaks[0, label, row, column]),
                "left": float(left), "top": float(top), "width": float(right - left), "height": float(bottom - top)})
    kept = []
    for box in sorted(found, key=lambda box: -box["confidence"]):
        if not any(other["label"] == box["label"] and overlap(other, box) > about["maximumOverlap"] for other in kept):
            kept.append(box)
    return kept[: about["maximumBoxes"]]


if __name__ == "__main__":
    for box in detect(sys.argv[1]):
        print(json.dumps(box))
