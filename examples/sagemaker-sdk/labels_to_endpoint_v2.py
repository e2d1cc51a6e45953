"""From a finished labeling job to a prediction, on the SageMaker Python SDK v2, as AWS's YOLOv11 sample goes about it: the job is
read, a processing job converts its labels, an image of one's own trains on them and is deployed.

python3 labels_to_endpoint_v2.py LABELING_JOB IMAGE PICTURE
"""
import os, sys

import boto3
import sagemaker
from sagemaker.deserializers import JSONDeserializer
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.serializers import IdentitySerializer
from sagemaker.sklearn.processing import SKLearnProcessor

job_name, image, picture = sys.argv[1:4]
role = os.environ.get("ROLE_ARN", "arn:aws:iam::000000000000:role/labelloop-dev-training")
session = sagemaker.Session()
bucket = session.default_bucket()
client = boto3.client("sagemaker")

job = client.describe_labeling_job(LabelingJobName=job_name)
print("job", job["LabelingJobStatus"], job["LabelCounters"])
team = client.describe_workteam(WorkteamName=job["HumanTaskConfig"]["WorkteamArn"].split("/")[-1])["Workteam"]
print("workers sign in at", team["SubDomain"])
manifest = job["LabelingJobOutput"]["OutputDatasetS3Uri"]
images = os.environ["IMAGES_URI"]

processor = SKLearnProcessor(
    framework_version="1.2-1", role=role, instance_type="ml.m5.xlarge", instance_count=1, sagemaker_session=session
)
target = f"s3://{bucket}/notebooks/labels-to-endpoint"
processor.run(
    code=os.path.join(os.path.dirname(os.path.abspath(__file__)), "convert_labels.py"),
    arguments=["--label-attribute", job["LabelAttributeName"]],
    inputs=[
        ProcessingInput(source=manifest, destination="/opt/ml/processing/input/manifest", input_name="manifest"),
        ProcessingInput(source=images, destination="/opt/ml/processing/input/images", input_name="images"),
    ],
    outputs=[
        ProcessingOutput(
            output_name=name, source=f"/opt/ml/processing/output/{name}", destination=f"{target}/{name}"
        )
        for name in ("annotations", "train", "validation")
    ],
)
print("processing", processor.latest_job.describe()["ProcessingJobStatus"])

estimator = Estimator(
    image_uri=image,
    role=role,
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path=f"s3://{bucket}/notebooks/models",
    sagemaker_session=session,
    hyperparameters={"tolerance": "60"},
)
estimator.fit({name: TrainingInput(f"{target}/{name}/") for name in ("annotations", "train", "validation")}, logs="All")
predictor = estimator.deploy(
    initial_instance_count=1,
    instance_type="ml.m5.large",
    serializer=IdentitySerializer(content_type="image/png"),
    deserializer=JSONDeserializer(),
)
with open(picture, "rb") as file:
    print("prediction", predictor.predict(file.read()))
predictor.delete_model()
predictor.delete_endpoint()
