"""Serves model.onnx by ONNX Runtime, without PyTorch: GET /ping, POST /invocations with one image, COCO's results back."""
import io, json, os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy
import onnxruntime
from PIL import Image

ROOT = os.environ.get("ML_ROOT", "/opt/ml")
with open(f"{ROOT}/model/model.json") as file:
    MODEL = json.load(file)
SIDE = MODEL["imgsz"]
SESSION = onnxruntime.InferenceSession(f"{ROOT}/model/model.onnx", providers=["CPUExecutionProvider"])
INPUT = SESSION.get_inputs()[0].name


def letterbox(image):
    """The image in a grey square of the network's side, as it was in training; how to come back from it."""
    scale = SIDE / max(image.size)
    width, height = (max(1, int(side * scale)) for side in image.size)
    left, top = ((SIDE - width) // 2, (SIDE - height) // 2) if MODEL["pad"] == "center" else (0, 0)
    square = Image.new("RGB", (SIDE, SIDE), (114, 114, 114))
    square.paste(image.resize((width, height), Image.Resampling.BILINEAR), (left, top))
    pixels = numpy.asarray(square, dtype=numpy.float32).transpose(2, 0, 1)[None] / 255
    return numpy.ascontiguousarray(pixels), scale, left, top


def detect(body):
    image = Image.open(io.BytesIO(body)).convert("RGB")
    pixels, scale, left, top = letterbox(image)
    found = []
    for x1, y1, x2, y2, score, label in SESSION.run(None, {INPUT: pixels})[0][0].tolist():
        corners = [(x1 - left) / scale, (y1 - top) / scale, (x2 - left) / scale, (y2 - top) / scale]
        x1, y1, x2, y2 = (min(max(0.0, at), side) for at, side in zip(corners, image.size * 2))
        if score > 0 and x2 > x1 and y2 > y1:
            found.append({"category_id": int(label) + 1, "bbox": [x1, y1, x2 - x1, y2 - y1], "score": score})
    return found


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200 if self.path == "/ping" else 404, b"")

    def do_POST(self):
        try:
            found = detect(self.rfile.read(int(self.headers["content-length"])))
        except Exception as error:
            found = {"error": f"{type(error).__name__}: {error}"}
        self.answer(200, json.dumps(found).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Answers).serve_forever()
