"""SageMaker Python SDK v3: ModelTrainer, ModelBuilder, Endpoint."""
import os, sys, time

from sagemaker.core.helper.session_helper import Session
from sagemaker.core.training.configs import Compute, InputData, OutputDataConfig
from sagemaker.serve import ModelBuilder
from sagemaker.train import ModelTrainer

from channels import lay_out

image, dataset = sys.argv[1:3]
role = os.environ.get("ROLE_ARN", "arn:aws:iam::000000000000:role/labelloop-dev-training")
root, picture = lay_out(dataset)
session = Session()
bucket = session.default_bucket()
inputs = []
for name in ("annotations", "train", "validation"):
    session.upload_data(f"{root}/{name}", bucket=bucket, key_prefix=f"notebooks/v3/{name}")
    inputs.append(InputData(channel_name=name, data_source=f"s3://{bucket}/notebooks/v3/{name}/"))
trainer = ModelTrainer(
    training_image=image,
    role=role,
    sagemaker_session=session,
    base_job_name="squares",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=10),
    output_data_config=OutputDataConfig(s3_output_path=f"s3://{bucket}/notebooks/models"),
    hyperparameters={"tolerance": "60"},
)
trainer.train(input_data_config=inputs, wait=True, logs=True)
builder = ModelBuilder(model=trainer, image_uri=image, role_arn=role, sagemaker_session=session)
name = f"squares-v3-{int(time.time())}"
builder.build(model_name=name)
endpoint = builder.deploy(endpoint_name=name, instance_type="ml.m5.large", initial_instance_count=1)
with open(picture, "rb") as file:
    answer = endpoint.invoke(body=file.read(), content_type="image/png", accept="application/json")
print("prediction", answer.body.read().decode())
endpoint.delete()
