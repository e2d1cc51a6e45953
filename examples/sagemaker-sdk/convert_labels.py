"""A processing job's script: a Ground Truth output manifest of boxes becomes COCO, its images split for training.

Reads /opt/ml/processing/input/{manifest,images}, writes /opt/ml/processing/output/{annotations,train,validation}.
"""
import argparse, json, os, shutil

ROOT = "/opt/ml/processing"
arguments = argparse.ArgumentParser()
arguments.add_argument("--label-attribute", required=True)
arguments.add_argument("--validation-every", type=int, default=5)
asked = arguments.parse_args()


def labeled():
    """Lines that people labeled: those that failed lack the label."""
    folder = f"{ROOT}/input/manifest"
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name)) as file:
            for line in file:
                record = json.loads(line)
                if asked.label_attribute in record:
                    yield record


parts = {"train": ([], []), "validation": ([], [])}
classes = {}
for number, record in enumerate(labeled()):
    split = "validation" if number % asked.validation_every == 0 else "train"
    images, boxes = parts[split]
    label, name = record[asked.label_attribute], os.path.basename(record["source-ref"])
    size = label["image_size"][0]
    classes.update(record[f"{asked.label_attribute}-metadata"]["class-map"])
    images.append({"id": number + 1, "file_name": name, "width": size["width"], "height": size["height"]})
    for box in label["annotations"]:
        place = [box[side] for side in ("left", "top", "width", "height")]
        shape = {"bbox": place, "area": place[2] * place[3], "iscrowd": 0}
        boxes.append({"id": len(boxes) + 1, "image_id": number + 1, "category_id": box["class_id"] + 1, **shape})
    os.makedirs(f"{ROOT}/output/{split}", exist_ok=True)
    shutil.copy(f"{ROOT}/input/images/{name}", f"{ROOT}/output/{split}/{name}")
categories = [{"id": int(id) + 1, "name": name} for id, name in sorted(classes.items(), key=lambda one: int(one[0]))]
os.makedirs(f"{ROOT}/output/annotations", exist_ok=True)
for split, (images, boxes) in parts.items():
    with open(f"{ROOT}/output/annotations/instances_{split}.json", "w") as file:
        json.dump({"images": images, "annotations": boxes, "categories": categories}, file)
print(f"converted {sum(len(images) for images, _ in parts.values())} images, {len(categories)} classes")
