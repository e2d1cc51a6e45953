"""The folders that each script uploads: annotations (COCO), train and validation."""
import json, os, shutil, tempfile


def lay_out(dataset):
    with open(os.path.join(dataset, "instances.json")) as file:
        coco = json.load(file)
    root = tempfile.mkdtemp()
    for name in ("annotations", "train", "validation"):
        os.mkdir(os.path.join(root, name))
    for split, part in (("train", 0), ("validation", 1)):
        images = [image for image in coco["images"] if (image["id"] % 5 == 0) == bool(part)]
        ids = {image["id"] for image in images}
        boxes = [box for box in coco["annotations"] if box["image_id"] in ids]
        for image in images:
            shutil.copy(os.path.join(dataset, image["file_name"]), os.path.join(root, split))
        with open(os.path.join(root, "annotations", f"instances_{split}.json"), "w") as file:
            json.dump({**coco, "images": images, "annotations": boxes}, file)
    picture = os.path.join(dataset, coco["images"][7]["file_name"])
    return root, picture
