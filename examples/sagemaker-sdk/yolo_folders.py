"""A processing job's script: a Ground Truth output manifest of boxes becomes the folders that YOLO's trainers read.

Reads /opt/ml/processing/input/{manifest,images}; the label attribute and the classes come as variables. Writes
/opt/ml/processing/output/training_data/{images,labels}/{train,validation} and data.yaml.
"""
import json, os, pathlib, shutil

ROOT = pathlib.Path("/opt/ml/processing")
OUTPUT = ROOT / "output" / "training_data"
ATTRIBUTE = os.environ["LABEL_ATTRIBUTE"]
CLASSES = json.loads(os.environ["CLASSES"])
EVERY = 5

counts = {"train": 0, "validation": 0}
boxes = 0
for manifest in sorted((ROOT / "input" / "manifest").iterdir()):
    records = [json.loads(line) for line in manifest.read_text().splitlines() if line]
    # Lines whose labeling failed lack the label.
    for number, record in enumerate(one for one in records if ATTRIBUTE in one):
        side = "validation" if number % EVERY == 0 else "train"
        name = record["source-ref"].rsplit("/", 1)[-1]
        images, labels = OUTPUT / "images" / side, OUTPUT / "labels" / side
        for folder in (images, labels):
            folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "input" / "images" / name, images / name)
        size = record[ATTRIBUTE]["image_size"][0]
        rows = []
        for box in record[ATTRIBUTE]["annotations"]:
            shares = [
                (box["left"] + box["width"] / 2) / size["width"],
                (box["top"] + box["height"] / 2) / size["height"],
                box["width"] / size["width"],
                box["height"] / size["height"],
            ]
            rows.append(" ".join([str(box["class_id"]), *(f"{share:.6f}" for share in shares)]))
        (labels / name).with_suffix(".txt").write_text("".join(f"{row}\n" for row in rows))
        counts[side] += 1
        boxes += len(rows)
names = "".join(f"  {number}: {json.dumps(name)}\n" for number, name in enumerate(CLASSES))
(OUTPUT / "data.yaml").write_text(f"train: images/train\nval: images/validation\nnames:\n{names}")
print(f"wrote {counts['train']} train and {counts['validation']} validation images with {boxes} boxes")
