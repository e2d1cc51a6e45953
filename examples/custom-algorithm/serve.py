"""`serve` of SageMaker's contract: GET /ping, POST /invocations with one image, the answer as COCO's results."""
import json, os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pixels

ROOT = os.environ.get("ML_ROOT", "/opt/ml")
with open(f"{ROOT}/model/colours.json") as file:
    MODEL = json.load(file)


def patches(rows, colour):
    """Boxes around the patches of one colour: left, top, width, height, share of the box that has it."""
    near = lambda pixel: sum((a - b) ** 2 for a, b in zip(pixel, colour)) < MODEL["tolerance"] ** 2
    free = {(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if near(pixel)}
    while free:
        patch = open_ = {free.pop()}
        while open_:
            around = {(x + i, y + j) for x, y in open_ for i, j in ((1, 0), (-1, 0), (0, 1), (0, -1))}
            open_ = around & free
            free -= open_
            patch = patch | open_
        xs, ys = [x for x, _ in patch], [y for _, y in patch]
        width, height = max(xs) - min(xs) + 1, max(ys) - min(ys) + 1
        if len(patch) > 20:
            yield min(xs), min(ys), width, height, len(patch) / (width * height)


def detect(image):
    rows = pixels.read(image)
    return [
        {"category_id": int(id), "bbox": box, "score": score}
        for id, colour in MODEL["colours"].items()
        for *box, score in patches(rows, colour)
    ]


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200 if self.path == "/ping" else 404, b"")

    def do_POST(self):
        try:
            found = detect(self.rfile.read(int(self.headers["content-length"])))
        except Exception as error:
            found = {"error": str(error)}  # an image that it cannot read: batch transform must go on with the others
        self.answer(200, json.dumps(found).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


# SageMaker's port, unless several containers share the machine, as they do on a laptop.
ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Answers).serve_forever()
