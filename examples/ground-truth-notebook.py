# %% [markdown]
# # Object detection with SageMaker Ground Truth, from images to an endpoint
#
# The steps of AWS's own walk-through (amazon-sagemaker-examples, ground_truth_object_detection_tutorial), with boto3 and nothing
# else. Against AWS it runs as it is; against labelloop only the endpoint changes:
#
#     eval "$(npx labelloop env)"        # AWS_ENDPOINT_URL, region and keys of the laptop cloud
#     IMAGES=my-images python examples/ground-truth-notebook.py
#     npx labelloop workers invite ana   # in another terminal: somebody has to draw the boxes
#
# The last image by name is held out for the model. On the laptop labelloop's own detector runs in place of the built-in
# object-detection algorithm (docs/feature-support/sagemaker.md).

# %%
import base64
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
EPOCHS = os.environ.get("EPOCHS", "30")
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


*labeling_images, test_image = sorted(IMAGES.iterdir())
lines = []
for path in labeling_images:
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
attribute_names = [name for name in labeled[0] if "meta" not in name]
print("AttributeNames:", attribute_names)

# %% [markdown]
# ## Train the built-in object-detection algorithm on the augmented manifests


# %%
def channel(name, manifest):
    return {
        "ChannelName": name,
        "DataSource": {
            "S3DataSource": {
                "S3DataType": "AugmentedManifestFile",
                "S3Uri": manifest,
                "S3DataDistributionType": "FullyReplicated",
                "AttributeNames": attribute_names,
            }
        },
        "ContentType": "application/x-recordio",
        "RecordWrapperType": "RecordIO",
        "CompressionType": "None",
    }


def wait(describe, status):
    """Describes until nothing moves any more, and gives the last description."""
    while True:
        description = describe()
        print(status, description[status], description.get("SecondaryStatus", ""))
        if description[status] not in ("InProgress", "Creating", "Stopping"):
            return description
        time.sleep(POLL_SECONDS)


now = time.strftime("-%Y-%m-%d-%H-%M-%S", time.gmtime())
registry = {"us-east-1": "811284229777", "us-west-2": "433757028032", "eu-west-1": "685385470294"}[region]
training_image = f"{registry}.dkr.ecr.{region}.amazonaws.com/object-detection:latest"
model_job_name = f"ground-truth-od-demo{now}"
sagemaker.create_training_job(
    AlgorithmSpecification={"TrainingImage": training_image, "TrainingInputMode": "Pipe"},
    RoleArn=ROLE,
    OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/groundtruth-od-augmented-manifest-output"},
    ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.p3.2xlarge", "VolumeSizeInGB": 50},
    TrainingJobName=model_job_name,
    HyperParameters={
        "base_network": "resnet-50",
        "use_pretrained_model": "1",
        "num_classes": str(len(CLASSES)),
        "mini_batch_size": "1",
        "epochs": EPOCHS,
        "learning_rate": "0.001",
        "lr_scheduler_step": "",
        "lr_scheduler_factor": "0.1",
        "optimizer": "sgd",
        "momentum": "0.9",
        "weight_decay": "0.0005",
        "overlap_threshold": "0.5",
        "nms_threshold": "0.45",
        "image_shape": "300",
        "label_width": "350",
        "num_training_samples": str(split),
    },
    StoppingCondition={"MaxRuntimeInSeconds": 86400},
    InputDataConfig=[channel("train", train), channel("validation", validation)],
)
training = wait(lambda: sagemaker.describe_training_job(TrainingJobName=model_job_name), "TrainingJobStatus")
if training["TrainingJobStatus"] != "Completed":
    raise SystemExit(training["FailureReason"])
for transition in training["SecondaryStatusTransitions"]:
    print(transition["Status"], transition["StatusMessage"])
print({metric["MetricName"]: metric["Value"] for metric in training["FinalMetricDataList"]})

# %% [markdown]
# ## A model of what was learned

# %%
model_name = f"groundtruth-demo-od-model{now}"
sagemaker.create_model(
    ModelName=model_name,
    ExecutionRoleArn=ROLE,
    PrimaryContainer={
        "Image": training_image,
        "ModelDataUrl": training["ModelArtifacts"]["S3ModelArtifacts"],
    },
)

# %% [markdown]
# ## Batch transform of the image that was held out

# %%
test_key = f"{EXP_NAME}/test/{test_image.name}"
s3.upload_file(str(test_image), BUCKET, test_key)
batch_job_name = f"object-detection-model{now}"
sagemaker.create_transform_job(
    TransformJobName=batch_job_name,
    ModelName=model_name,
    MaxConcurrentTransforms=16,
    MaxPayloadInMB=6,
    BatchStrategy="SingleRecord",
    TransformOutput={"S3OutputPath": f"s3://{BUCKET}/{EXP_NAME}/{batch_job_name}/output/"},
    TransformInput={
        "DataSource": {
            "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/{EXP_NAME}/test/"}
        },
        "ContentType": "application/x-image",
        "SplitType": "None",
        "CompressionType": "None",
    },
    TransformResources={"InstanceType": "ml.p2.xlarge", "InstanceCount": 1},
)
batch = wait(lambda: sagemaker.describe_transform_job(TransformJobName=batch_job_name), "TransformJobStatus")
if batch["TransformJobStatus"] != "Completed":
    raise SystemExit(batch["FailureReason"])

listed = s3.list_objects(Bucket=BUCKET, Prefix=f"{EXP_NAME}/{batch_job_name}/output/")
answers = [item["Key"] for item in listed["Contents"]]
print("Output:", answers)
prediction = json.loads(s3.get_object(Bucket=BUCKET, Key=answers[0])["Body"].read())["prediction"]
print("batch:", [row for row in prediction if row[1] > 0.2])

# %% [markdown]
# ## An endpoint

# %%
endpoint_config_name = f"ground-truth-od-demo-epc{now}"
sagemaker.create_endpoint_config(
    EndpointConfigName=endpoint_config_name,
    ProductionVariants=[
        {
            "InstanceType": "ml.m4.xlarge",
            "InitialInstanceCount": 1,
            "ModelName": model_name,
            "VariantName": "AllTraffic",
        }
    ],
)
endpoint_name = f"ground-truth-od-demo-ep{now}"
sagemaker.create_endpoint(EndpointName=endpoint_name, EndpointConfigName=endpoint_config_name)
endpoint = wait(lambda: sagemaker.describe_endpoint(EndpointName=endpoint_name), "EndpointStatus")
if endpoint["EndpointStatus"] != "InService":
    raise SystemExit(endpoint["FailureReason"])

response = boto3.client("sagemaker-runtime").invoke_endpoint(
    EndpointName=endpoint_name, ContentType="application/x-image", Body=bytearray(test_image.read_bytes())
)
prediction = json.loads(response["Body"].read())["prediction"]
confident = [row for row in prediction if row[1] > 0.2]
print("endpoint:", confident)

# %% [markdown]
# ## The boxes on the image, and the end

# %%
boxes = "".join(
    f'<div style="position:absolute;outline:3px solid #0a0;left:{xmin:.2%};top:{ymin:.2%};'
    f'width:{xmax - xmin:.2%};height:{ymax - ymin:.2%}"><b>{CLASSES[int(label)]} {score:.2f}</b></div>'
    for label, score, xmin, ymin, xmax, ymax in confident
)
picture = base64.b64encode(test_image.read_bytes()).decode()
page = pathlib.Path(os.environ.get("PAGE", "predictions.html"))
page.write_text(
    '<!doctype html><div style="position:relative;display:inline-block">'
    f'<img style="display:block" src="data:;base64,{picture}">{boxes}</div>'
)
print("drawn:", page)

sagemaker.delete_endpoint(EndpointName=endpoint_name)
