"""The way of AWS's amazon-sagemaker-train-and-deploy-yolov11, from its sample bucket on, and the deployment that it promises:
pictures are copied, labeled by people, read back from the job, converted to YOLO's folders by a processing job, trained on, deployed.

python3 sample_bucket_to_endpoint_v2.py CLASS,CLASS... [EPOCHS [IMAGE]]        on the SageMaker Python SDK v2

IMAGE is a container image that reads YOLO's folders, as that of examples/yolo; without it the built-in object detection trains.
"""
import json, os, sys, time

import boto3
import sagemaker
from sagemaker.deserializers import JSONDeserializer
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.serializers import IdentitySerializer
from sagemaker.sklearn.processing import SKLearnProcessor

classes = sys.argv[1].split(",")
epochs = sys.argv[2] if len(sys.argv) > 2 else "30"
image = sys.argv[3] if len(sys.argv) > 3 else None
SAMPLES = ("sagemaker-sample-files", "datasets/image/caltech-101/inference/")
ROLE = os.environ.get("ROLE_ARN", "arn:aws:iam::000000000000:role/labelloop-dev-training")
TEAM = os.environ.get("WORKTEAM", "labelloop")
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-bounding-box name="boundingBox" src="{{ task.input.taskObject | grant_read_access }}"
    header="Draw a box around each object" labels="{{ task.input.labels | to_json | escape }}">
    <full-instructions header="Boxes">Tight boxes, one for each object.</full-instructions>
    <short-instructions>A box around each object.</short-instructions>
  </crowd-bounding-box>
</crowd-form>
"""
HOOKS = "arn:aws:lambda:us-east-1:432418664414:function:{}-BoundingBox"

session = sagemaker.Session()
bucket = session.default_bucket()
s3 = boto3.resource("s3")
client = boto3.client("sagemaker")
base = f"yolo-notebook-{int(time.time())}"
uri = lambda name: f"s3://{bucket}/{base}/{name}"


def put(name, text):
    s3.Object(bucket, f"{base}/{name}").put(Body=text.encode())
    return uri(name)


def read(address):
    name, key = address.removeprefix("s3://").split("/", 1)
    return s3.Object(name, key).get()["Body"].read().decode()


pictures = []
for sample in s3.Bucket(SAMPLES[0]).objects.filter(Prefix=SAMPLES[1]):
    key = f"{base}/raw_images/{sample.key.rsplit('/', 1)[-1]}"
    s3.Object(bucket, key).copy({"Bucket": SAMPLES[0], "Key": sample.key})
    pictures.append(f"s3://{bucket}/{key}")
print("copied", len(pictures), "pictures")

team = client.describe_workteam(WorkteamName=TEAM)["Workteam"]
client.create_labeling_job(
    LabelingJobName=base,
    LabelAttributeName=base,
    LabelCategoryConfigS3Uri=put("classes.json", json.dumps({"labels": [{"label": name} for name in classes]})),
    InputConfig={
        "DataSource": {
            "S3DataSource": {
                "ManifestS3Uri": put("input.manifest", "".join(f'{{"source-ref": "{one}"}}\n' for one in pictures))
            }
        }
    },
    OutputConfig={"S3OutputPath": uri("labeled-data/")},
    RoleArn=ROLE,
    HumanTaskConfig={
        "WorkteamArn": team["WorkteamArn"],
        "UiConfig": {"UiTemplateS3Uri": put("template.liquid", TEMPLATE)},
        "PreHumanTaskLambdaArn": HOOKS.format("PRE"),
        "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": HOOKS.format("ACS")},
        "TaskTitle": "Boxes",
        "TaskDescription": "Draw a box around each object",
        "NumberOfHumanWorkersPerDataObject": 1,
        "TaskTimeLimitInSeconds": 300,
    },
)
print("labeling job", base, "waits for workers, who sign in at", team["SubDomain"], flush=True)
while (job := client.describe_labeling_job(LabelingJobName=base))["LabelingJobStatus"] in ("Initializing", "InProgress"):
    time.sleep(0.5)
print("job", job["LabelingJobStatus"], job["LabelCounters"])
manifest = job["LabelingJobOutput"]["OutputDatasetS3Uri"]
labels = [one["label"] for one in json.loads(read(job["LabelCategoryConfigS3Uri"]))["labels"]]
print("labels", labels)

processor = SKLearnProcessor(
    framework_version="1.2-1",
    role=ROLE,
    instance_type="ml.m5.xlarge",
    instance_count=1,
    base_job_name="yolo-folders",
    env={"LABEL_ATTRIBUTE": job["LabelAttributeName"], "CLASSES": json.dumps(labels)},
    sagemaker_session=session,
)
processor.run(
    code=os.path.join(os.path.dirname(os.path.abspath(__file__)), "yolo_folders.py"),
    inputs=[
        ProcessingInput(source=manifest, destination="/opt/ml/processing/input/manifest", input_name="manifest"),
        ProcessingInput(source=uri("raw_images/"), destination="/opt/ml/processing/input/images", input_name="images"),
    ],
    outputs=[
        ProcessingOutput(
            output_name="train", source="/opt/ml/processing/output/training_data", destination=uri("training_data")
        )
    ],
)
outputs = processor.jobs[-1].describe()["ProcessingOutputConfig"]["Outputs"]
print("dataset", outputs[0]["S3Output"]["S3Uri"])


def built_in():
    """The built-in object detection reads the job's own lines, by Pipe."""
    lines = [line for line in read(manifest).splitlines() if base in json.loads(line)]
    sides = {"validation": lines[::5], "train": [line for number, line in enumerate(lines) if number % 5]}
    channels = {
        name: TrainingInput(
            put(f"channels/{name}.manifest", "".join(f"{line}\n" for line in chosen)),
            s3_data_type="AugmentedManifestFile",
            attribute_names=["source-ref", base],
            content_type="application/x-recordio",
            record_wrapping="RecordIO",
        )
        for name, chosen in sides.items()
    }
    settings = {
        "num_classes": len(labels),
        "num_training_samples": len(sides["train"]),
        "epochs": epochs,
        "mini_batch_size": 4,
        "learning_rate": 0.004,
    }
    ssd = sagemaker.image_uris.retrieve("object-detection", session.boto_region_name)
    return channels, {"image_uri": ssd, "instance_type": "ml.p3.2xlarge", "input_mode": "Pipe", "hyperparameters": settings}


def yolo():
    """YOLO reads what the processing job wrote: labels and data.yaml, and the images of both sides."""
    folders = {"annotations": "", "train": "images/train/", "validation": "images/validation/"}
    channels = {name: TrainingInput(uri(f"training_data/{folder}")) for name, folder in folders.items()}
    settings = {"model": "yolo11n", "epochs": epochs, "imgsz": 160, "batch": 2, "threads": 1}
    return channels, {"image_uri": image, "instance_type": "ml.m5.xlarge", "hyperparameters": settings}


channels, algorithm = yolo() if image else built_in()
estimator = Estimator(
    role=ROLE, instance_count=1, output_path=uri("models"), sagemaker_session=session, **algorithm
)
estimator.fit(channels, logs="All")
predictor = estimator.deploy(
    initial_instance_count=1,
    instance_type="ml.m5.large",
    serializer=IdentitySerializer(content_type="image/jpeg"),
    deserializer=JSONDeserializer(),
)
counts = {}
for picture in pictures:
    name, key = picture.removeprefix("s3://").split("/", 1)
    answer = predictor.predict(s3.Object(name, key).get()["Body"].read())
    counts[key.rsplit("/", 1)[-1]] = len(answer if image else answer["prediction"])
    print("prediction", json.dumps(answer)[:500])
print("boxes", json.dumps(counts))
predictor.delete_model()
predictor.delete_endpoint()
