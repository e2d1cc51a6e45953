"""`train` of SageMaker's contract: channels in, /opt/ml/model out. It learns the mean colour of each class."""
import json, os, sys, traceback

import pixels

ROOT = os.environ.get("ML_ROOT", "/opt/ml")  # the laptop cloud says where /opt/ml is when it cannot mount it there
DATA = f"{ROOT}/input/data"


def train():
    with open(f"{ROOT}/input/config/hyperparameters.json") as file:
        hyperparameters = json.load(file)
    with open(f"{DATA}/annotations/instances_train.json") as file:
        coco = json.load(file)
    boxes = {}
    for annotation in coco["annotations"]:
        boxes.setdefault(annotation["image_id"], []).append(annotation)
    sums = {}
    for image in coco["images"]:
        # The channel holds the images under their base names.
        with open(f"{DATA}/train/{os.path.basename(image['file_name'])}", "rb") as file:
            rows = pixels.read(file.read())
        for box in boxes.get(image["id"], []):
            left, top, width, height = box["bbox"]
            colour = rows[int(top + height / 2)][int(left + width / 2)]
            sums.setdefault(box["category_id"], []).append(colour)
    colours = {id: [sum(part) / len(seen) for part in zip(*seen)] for id, seen in sums.items()}
    with open(f"{ROOT}/model/colours.json", "w") as file:
        json.dump({"colours": colours, "tolerance": float(hyperparameters["tolerance"])}, file)
    print(f"learned from {sum(len(seen) for seen in sums.values())} boxes")


try:
    train()
except Exception as error:
    # The first 1,024 characters become the job's FailureReason.
    os.makedirs(f"{ROOT}/output", exist_ok=True)
    with open(f"{ROOT}/output/failure", "w") as file:
        file.write(f"{type(error).__name__}: {error}")
    traceback.print_exc()
    sys.exit(1)
