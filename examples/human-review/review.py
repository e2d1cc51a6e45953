"""Sends images of which a live endpoint is unsure to people, by Augmented AI's own API, and prints what they say.

usage: review.py ENDPOINT BUCKET WORKTEAM_ARN IMAGE...
"""

import json
import sys
import time
import uuid
from pathlib import Path

import boto3

TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-bounding-box
    name="boxes"
    src="{{ task.input.image | grant_read_access }}"
    header="Put each box right"
    labels="{{ task.input.labels | to_json | escape }}"
    initial-value="{{ task.input.found | to_json | escape }}"
  >
    <full-instructions header="How"><p>The boxes are a model's. Move, add and delete them.</p></full-instructions>
    <short-instructions><p>The boxes are a model's. Put them right.</p></short-instructions>
  </crowd-bounding-box>
</crowd-form>"""
DOUBT = (0.3, 0.7)

sagemaker = boto3.client("sagemaker")
a2i = boto3.client("sagemaker-a2i-runtime")
runtime = boto3.client("sagemaker-runtime")
s3 = boto3.client("s3")


def flow_definition(bucket, workteam):
    """Makes worker template and flow definition, or finds those of an earlier run."""
    try:
        ui = sagemaker.create_human_task_ui(HumanTaskUiName="put-boxes-right", UiTemplate={"Content": TEMPLATE})
    except sagemaker.exceptions.ResourceInUse:
        ui = sagemaker.describe_human_task_ui(HumanTaskUiName="put-boxes-right")
    try:
        return sagemaker.create_flow_definition(
            FlowDefinitionName="unsure-images",
            HumanLoopConfig={
                "WorkteamArn": workteam,
                "HumanTaskUiArn": ui["HumanTaskUiArn"],
                "TaskTitle": "Put each box right",
                "TaskDescription": "A model was unsure of this image",
                "TaskCount": 1,
            },
            OutputConfig={"S3OutputPath": f"s3://{bucket}/human-loops"},
            RoleArn="arn:aws:iam::000000000000:role/human-review",
        )["FlowDefinitionArn"]
    except sagemaker.exceptions.ResourceInUse:
        return sagemaker.describe_flow_definition(FlowDefinitionName="unsure-images")["FlowDefinitionArn"]


def ask_people(flow, bucket, path, answer):
    """Starts a human loop with the model's boxes as a start."""
    key = f"human-loops/inputs/{uuid.uuid4().hex}{path.suffix}"
    s3.upload_file(str(path), bucket, key)
    names = answer["class-map"]
    found = [
        {"label": names[str(box["class_id"])], **{side: box[side] for side in ("left", "top", "width", "height")}}
        for box in answer["annotations"]
        if box["confidence"] >= DOUBT[0]
    ]
    name = f"unsure-{uuid.uuid4().hex[:12]}"
    content = {"image": f"s3://{bucket}/{key}", "labels": list(names.values()), "found": found}
    a2i.start_human_loop(
        HumanLoopName=name, FlowDefinitionArn=flow, HumanLoopInput={"InputContent": json.dumps(content)}
    )
    return name


def wait_for(name):
    """Returns the answers of a loop that has ended."""
    while True:
        loop = a2i.describe_human_loop(HumanLoopName=name)
        if loop["HumanLoopStatus"] not in ("InProgress", "Stopping"):
            bucket, key = loop["HumanLoopOutput"]["OutputS3Uri"][len("s3://") :].split("/", 1)
            output = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
            return loop["HumanLoopStatus"], [each["answerContent"] for each in output["humanAnswers"]]
        time.sleep(2)


def main(endpoint, bucket, workteam, *images):
    flow = flow_definition(bucket, workteam)
    loops = {}
    for path in map(Path, images):
        answer = json.loads(
            runtime.invoke_endpoint(
                EndpointName=endpoint, ContentType="application/x-image", Body=path.read_bytes()
            )["Body"].read()
        )
        unsure = [box for box in answer["annotations"] if DOUBT[0] <= box["confidence"] <= DOUBT[1]]
        if unsure:
            loops[path] = ask_people(flow, bucket, path, answer)
        print(f"{path.name}: {len(answer['annotations'])} boxes, {'people are asked' if unsure else 'sure'}", flush=True)
    for path, name in loops.items():
        status, answers = wait_for(name)
        boxes = [len(answer["boxes"]["boundingBoxes"]) for answer in answers]
        print(f"{path.name}: {name} {status}, boxes by people: {boxes}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
