"""`train` of SageMaker's contract: channels in, /opt/ml/model out. It learns the mean colour of each class."""
import json, os, pixels

ROOT = os.environ.get("ML_ROOT", "/opt/ml")  # the laptop cloud says where /opt/ml is when it cannot mount it there
try:
    with open(f"{ROOT}/input/config/hyperparameters.json") as file:
        tolerance = float(json.load(file)["tolerance"])
    with open(f"{ROOT}/input/data/annotations/instances_train.json") as file:
        coco = json.load(file)
    seen = {}
    for image in coco["images"]:
        with open(f"{ROOT}/input/data/train/{os.path.basename(image['file_name'])}", "rb") as file:
            rows = pixels.read(file.read())
        for box in (box for box in coco["annotations"] if box["image_id"] == image["id"]):
            left, top, width, height = box["bbox"]
            seen.setdefault(box["category_id"], []).append(rows[int(top + height / 2)][int(left + width / 2)])
    colours = {id: [sum(part) / len(some) for part in zip(*some)] for id, some in seen.items()}
    with open(f"{ROOT}/model/colours.json", "w") as file:
        json.dump({"colours": colours, "tolerance": tolerance}, file)
    print(f"learned from {sum(map(len, seen.values()))} boxes")
except Exception as error:
    with open(f"{ROOT}/output/failure", "w") as file:  # its first 1,024 characters become the job's FailureReason
        file.write(f"{type(error).__name__}: {error}")
    raise
