"""`serve` of SageMaker's contract: GET /ping, POST /invocations with one image, the answer as COCO's results."""
import json, os, pixels
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = json.load(open(f'{os.environ.get("ML_ROOT", "/opt/ml")}/model/colours.json'))


def detect(rows):
    """For each class the box around all pixels of its colour, as sure as it is filled with them."""
    for id, colour in MODEL["colours"].items():
        near = lambda pixel: sum((a - b) ** 2 for a, b in zip(pixel, colour)) < MODEL["tolerance"] ** 2
        points = [(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if near(pixel)]
        if points:
            (left, right), (top, bottom) = ((min(part), max(part) + 1) for part in zip(*points))
            score = len(points) / ((right - left) * (bottom - top))
            yield {"category_id": int(id), "bbox": [left, top, right - left, bottom - top], "score": score}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self, body=b""):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        try:
            answer = list(detect(pixels.read(self.rfile.read(int(self.headers["content-length"])))))
        except Exception as error:  # of an image that it cannot read: a batch transform must go on with the others
            answer = {"error": str(error)}
        self.do_GET(json.dumps(answer).encode())


# SageMaker's port, unless several containers share the machine, as they do on a laptop.
ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Answers).serve_forever()
