"""SageMaker Python SDK v2: Estimator, fit, deploy, predict."""
import os, sys

import sagemaker
from sagemaker.deserializers import JSONDeserializer
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.serializers import IdentitySerializer

from channels import lay_out

image, dataset = sys.argv[1:3]
role = os.environ.get("ROLE_ARN", "arn:aws:iam::000000000000:role/labelloop-dev-training")
root, picture = lay_out(dataset)
session = sagemaker.Session()
bucket = session.default_bucket()
for name in ("annotations", "train", "validation"):
    session.upload_data(f"{root}/{name}", bucket=bucket, key_prefix=f"notebooks/v2/{name}")
estimator = Estimator(
    image_uri=image,
    role=role,
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path=f"s3://{bucket}/notebooks/models",
    sagemaker_session=session,
    hyperparameters={"tolerance": "60"},
)
channels = {name: TrainingInput(f"s3://{bucket}/notebooks/v2/{name}/") for name in ("annotations", "train", "validation")}
estimator.fit(channels, logs="All")
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
