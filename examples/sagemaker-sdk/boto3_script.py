"""boto3 alone: CreateTrainingJob to InvokeEndpoint, with the waiters that AWS ships."""
import os, sys, time

import boto3

from channels import lay_out

image, dataset = sys.argv[1:3]
role = os.environ.get("ROLE_ARN", "arn:aws:iam::000000000000:role/labelloop-dev-training")
bucket = os.environ["LABELLOOP_BUCKET"]
root, picture = lay_out(dataset)
s3, sagemaker, logs = (boto3.client(name) for name in ("s3", "sagemaker", "logs"))
for name in ("annotations", "train", "validation"):
    for file in os.listdir(f"{root}/{name}"):
        s3.upload_file(f"{root}/{name}/{file}", bucket, f"notebooks/boto3/{name}/{file}")


def channel(name):
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/notebooks/boto3/{name}/"}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}}


job = f"squares-{int(time.time())}"
sagemaker.create_training_job(
    TrainingJobName=job,
    RoleArn=role,
    AlgorithmSpecification={"TrainingImage": image, "TrainingInputMode": "File"},
    HyperParameters={"tolerance": "60"},
    InputDataConfig=[channel(name) for name in ("annotations", "train", "validation")],
    OutputDataConfig={"S3OutputPath": f"s3://{bucket}/notebooks/models"},
    ResourceConfig={"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 10},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=job, WaiterConfig={"Delay": 2})
trained = sagemaker.describe_training_job(TrainingJobName=job)
group = "/aws/sagemaker/TrainingJobs"
for stream in logs.describe_log_streams(logGroupName=group, logStreamNamePrefix=f"{job}/")["logStreams"]:
    for event in logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]:
        print("log", event["message"])
model = {"Image": image, "ModelDataUrl": trained["ModelArtifacts"]["S3ModelArtifacts"]}
sagemaker.create_model(ModelName=job, ExecutionRoleArn=role, PrimaryContainer=model)
variant = {"VariantName": "AllTraffic", "ModelName": job, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
sagemaker.create_endpoint_config(EndpointConfigName=job, ProductionVariants=[variant])
sagemaker.create_endpoint(EndpointName=job, EndpointConfigName=job)
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=job, WaiterConfig={"Delay": 2})
with open(picture, "rb") as file:
    answer = boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=job, ContentType="image/png", Body=file.read()
    )
print("prediction", answer["Body"].read().decode())
sagemaker.delete_endpoint(EndpointName=job)
sagemaker.delete_endpoint_config(EndpointConfigName=job)
sagemaker.delete_model(ModelName=job)
