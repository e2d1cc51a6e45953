"""What AWS's post on YOLO teaches, in few lines: every box of the manifest as a row of a DataFrame, then to_csv, then a file for each image."""
import json, os, sys
import pandas as pd

manifest, out = sys.argv[1:3]
rows = []
with open(manifest) as lines:
    for line in lines.read().splitlines():
        record = json.loads(line)
        label, metadata = record["streets"], record["streets-metadata"]
        size = label["image_size"][0]
        for box in label["annotations"]:
            rows.append({
                "img_file": record["source-ref"].split("/")[-1], "category": metadata["class-map"][str(box["class_id"])],
                "box_left": box["left"], "box_top": box["top"], "box_height": box["height"], "box_width": box["width"],
                "img_width": size["width"], "img_height": size["height"],
            })
pd.DataFrame(rows).to_csv(os.path.join(out, "annot.csv"), index=False)
if len(sys.argv) > 3:
    frame = pd.read_csv(os.path.join(out, "annot.csv"))
    names = sorted(frame["category"].unique())
    frame["int_category"] = frame["category"].apply(names.index)
    frame["box_center_w"] = (frame["box_left"] + frame["box_width"] / 2) / frame["img_width"]
    frame["box_center_h"] = (frame["box_top"] + frame["box_height"] / 2) / frame["img_height"]
    frame["w"] = frame["box_width"] / frame["img_width"]
    frame["h"] = frame["box_height"] / frame["img_height"]
    for image in frame["img_file"].unique():
        of_image = frame[frame["img_file"] == image]
        of_image[["int_category", "box_center_w", "box_center_h", "w", "h"]].to_csv(
            os.path.join(out, image.split(".")[0] + ".txt"), sep=" ", index=False, header=False, float_format="%.4f")
