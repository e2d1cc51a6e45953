"""python3 classify.py PHOTO: what this model says of it. Needs: pip install onnxruntime numpy pillow"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

folder = Path(__file__).parent
about = json.loads((folder / "metadata.json").read_text())
session = onnxruntime.InferenceSession(str(folder / "model.onnx"))


def classify(path):
    """Every class with its probability, the likeliest first; `chosen` are those that the model says."""
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    frame = about["frame"]
    scale = min(frame["width"] / image.width, frame["height"] / image.height)
    placed = image.resize((max(2, round(image.width * scale)), max(2, round(image.height * scale))), Image.LANCZOS)
    pixels = np.full((1, frame["height"], frame["width"], 3), 128, np.uint8)
    pixels[0, : placed.height, : placed.width] = np.asarray(placed)
    probabilities = session.run(["probabilities"], {"image": pixels})[0].ravel()
    limits = about["thresholds"] or [probabilities.max()] * len(probabilities)
    found = [
        {"label": label, "confidence": float(confidence), "chosen": bool(confidence >= limit)}
        for label, confidence, limit in zip(about["labels"], probabilities, limits)
    ]
    return sorted(found, key=lambda each: -each["confidence"])


if __name__ == "__main__":
    for each in classify(sys.argv[1]):
        print(json.dumps(each))
