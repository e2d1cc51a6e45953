# %% [markdown]
# # Object detection with SageMaker Ground Truth, from images to labels
#
# The steps of AWS's own walk-through (amazon-sagemaker-examples, ground_truth_object_detection_tutorial), with boto3 and nothing
# else. Against AWS it runs as it is; against labelloop only the endpoint changes:
#
#     eval "$(npx labelloop env)"        # AWS_ENDPOINT_URL, region and keys of the laptop cloud
#     IMAGES=my-images python examples/ground-truth-notebook.py
#     npx labelloop workers invite ana   # in another terminal: somebody has to draw the boxes

# %%
import json
import os
import pathlib
import time

import boto3

IMAGES = pathlib.Path(os.environ["IMAGES"])
CLASSES = os.environ.get("CLASSES", "bird").split(",")
BUCKET = os.environ.get("BUCKET", "ground-truth-walk-through")
EXP_NAME = "ground-truth-od-demo"
ROLE = os.environ.get("ROLE", "arn:aws:iam::000000000000:role/ground-truth")
POLL_SECONDS = float(os.environ.get("POLL_SECONDS", "20"))

s3 = boto3.client("s3")
sagemaker = boto3.client("sagemaker")
region = sagemaker.meta.region_name

# %% [markdown]
# ## Upload the images, write the input manifest and the label categories

# %%
s3.create_bucket(Bucket=BUCKET)


def put(name, text):
    s3.put_object(Bucket=BUCKET, Key=f"{EXP_NAME}/{name}", Body=text.encode())
    return f"s3://{BUCKET}/{EXP_NAME}/{name}"


lines = []
for path in sorted(IMAGES.iterdir()):
    key = f"{EXP_NAME}/images/{path.name}"
    s3.upload_file(str(path), BUCKET, key)
    lines.append(json.dumps({"source-ref": f"s3://{BUCKET}/{key}"}))
manifest = put("input.manifest", "\n".join(lines) + "\n")
categories = put(
    "class_labels.json",
    json.dumps({"document-version": "2018-11-28", "labels": [{"label": name} for name in CLASSES]}),
)

# %% [markdown]
# ## The page that workers see

# %%
template = put(
    "instructions.template",
    """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-bounding-box
    name="boundingBox"
    src="{{ task.input.taskObject | grant_read_access }}"
    labels="{{ task.input.labels | to_json | escape }}"
    header="Draw a box around each object"
  >
    <full-instructions header="Please annotate each object.">
      <ol>
        <li>Each box must be as tight as possible.</li>
        <li>Draw the whole object, also where something hides it.</li>
      </ol>
    </full-instructions>
    <short-instructions>Draw a tight box around each object.</short-instructions>
  </crowd-bounding-box>
</crowd-form>
""",
)

# %% [markdown]
# ## A private work team and the labeling job

# %%
team = sagemaker.create_workteam(
    WorkteamName=f"{EXP_NAME}-team",
    Description="The people who draw boxes",
    MemberDefinitions=[{"OidcMemberDefinition": {"Groups": ["annotators"]}}],
)
workteam_arn = team["WorkteamArn"]
print("work team:", workteam_arn)

lambda_account = {"us-east-1": "432418664414", "us-west-2": "081040173940", "eu-west-1": "568282634449"}[region]
prehuman_arn = f"arn:aws:lambda:{region}:{lambda_account}:function:PRE-BoundingBox"
acs_arn = f"arn:aws:lambda:{region}:{lambda_account}:function:ACS-BoundingBox"
job_name = EXP_NAME

sagemaker.create_labeling_job(
    InputConfig={
        "DataSource": {"S3DataSource": {"ManifestS3Uri": manifest}},
        "DataAttributes": {
            "ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation", "FreeOfAdultContent"]
        },
    },
    OutputConfig={"S3OutputPath": f"s3://{BUCKET}/{EXP_NAME}/output/"},
    HumanTaskConfig={
        "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": acs_arn},
        "PreHumanTaskLambdaArn": prehuman_arn,
        "MaxConcurrentTaskCount": 200,
        "NumberOfHumanWorkersPerDataObject": 5,
        "TaskAvailabilityLifetimeInSeconds": 21600,
        "TaskDescription": "Dear annotator, please draw a tight box around each object you see. Thank you!",
        "TaskKeywords": ["image", "object", "detection"],
        "TaskTimeLimitInSeconds": 300,
        "TaskTitle": "Draw boxes around objects",
        "UiConfig": {"UiTemplateS3Uri": template},
        "WorkteamArn": workteam_arn,
    },
    LabelingJobName=job_name,
    RoleArn=ROLE,
    LabelAttributeName="category",
    LabelCategoryConfigS3Uri=categories,
)

# %% [markdown]
# ## Wait for the workers

# %%
while True:
    job = sagemaker.describe_labeling_job(LabelingJobName=job_name)
    status = job["LabelingJobStatus"]
    print(status, job["LabelCounters"])
    if status not in ("Initializing", "InProgress"):
        break
    time.sleep(POLL_SECONDS)

# %% [markdown]
# ## The labels, and manifests to train with

# %%
output = job["LabelingJobOutput"]["OutputDatasetS3Uri"]
bucket, key = output.removeprefix("s3://").split("/", 1)
labeled = [json.loads(line) for line in s3.get_object(Bucket=bucket, Key=key)["Body"].read().splitlines()]
labeled = [line for line in labeled if "category" in line]
for line in labeled[:3]:
    print(line["source-ref"], line["category"]["annotations"], line["category-metadata"]["class-map"])

split = round(len(labeled) * 0.8)
train = put("train.manifest", "".join(json.dumps(line) + "\n" for line in labeled[:split]))
validation = put("validation.manifest", "".join(json.dumps(line) + "\n" for line in labeled[split:]))
print("AttributeNames:", ["source-ref", "category"], "RecordWrapperType: RecordIO")
print(train, validation)
