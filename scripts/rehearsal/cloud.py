"""AWS for the rehearsal: moto, an implementation that knows nothing of labelloop, with what it leaves out of this stack.

Functions run their real bundles in Node, each with its own role; the state machine runs in the interpreter that moto carries (LocalStack's), with JSONata's
reference implementation; schedules tick every few seconds; SageMaker's jobs end at once, and models see what the dataset says is there.

Usage: cloud.py PORT REPOSITORY NODE FOLDER
"""

import copy
import json
import os
import re
import subprocess
import sys
import threading
import time

PORT, REPOSITORY, NODE, FOLDER = int(sys.argv[1]), *sys.argv[2:5]
ENDPOINT = f"http://127.0.0.1:{PORT}"
TICK_SECONDS = 4
os.environ.update(
    MOTO_PORT=str(PORT), AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1"
)
HERE = os.path.dirname(os.path.abspath(__file__))

import boto3  # noqa: E402
import enforce_roles  # noqa: E402
from moto.core.config import default_user_config  # noqa: E402

default_user_config["stepfunctions"] = {"execute_state_machine": True}

import moto.cloudformation.models as cloudformation  # noqa: E402
import moto.s3.notifications as notifications  # noqa: E402
import moto.stepfunctions.parser.models as interpreter  # noqa: E402
from moto.awslambda.models import LambdaBackend  # noqa: E402
from moto.awslambda.utils import get_backend  # noqa: E402
from moto.cloudformation.parsing import clean_json  # noqa: E402
from moto.codebuild.responses import CodeBuildResponse  # noqa: E402
from moto.core.responses import ActionResult, BaseResponse  # noqa: E402
from moto.sagemaker.models import SageMakerModelBackend  # noqa: E402
from moto.sagemaker.responses import SageMakerResponse  # noqa: E402
from moto.sagemakerruntime.responses import SageMakerRuntimeResponse  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402
from moto.stepfunctions.models import StateMachine  # noqa: E402
from moto.stepfunctions.parser.asl.jsonata import jsonata  # noqa: E402


def log(*words):
    print(*words, flush=True)


class Lines:
    """A process that answers each line of JSON with one line of JSON, one at a time."""

    def __init__(self, *arguments, env=None, answers_on=1, log_file=None):
        self.lock = threading.Lock()
        stderr = open(log_file, "a") if log_file else subprocess.DEVNULL
        if answers_on == 1:
            self.process = subprocess.Popen(
                [NODE, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, env=env, cwd=REPOSITORY
            )
            self.answers = self.process.stdout
            return
        reading, writing = os.pipe()
        command = ["bash", "-c", f'exec "$@" 3>&{writing}', "-", NODE, *arguments]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=stderr, stderr=stderr, text=True, env=env, pass_fds=[writing], cwd=REPOSITORY
        )
        os.close(writing)
        self.answers = os.fdopen(reading)

    def ask(self, document):
        with self.lock:
            self.process.stdin.write(json.dumps(document) + "\n")
            self.process.stdin.flush()
            line = self.answers.readline()
            return json.loads(line) if line else {"error": {"errorType": "Runtime.ExitError", "errorMessage": "it died"}}


enforce_roles.enforce(ENDPOINT, log)
evaluator = Lines(os.path.join(HERE, "evaluate-jsonata.mjs"))


def evaluate(expression):
    answer = evaluator.ask(expression)
    if "error" in answer:
        raise jsonata.JSONataException("UNKNOWN", answer["error"])
    return answer.get("value")


jsonata._eval_jsonata = evaluate


def without_executions(self, memo):
    clone = copy.copy(self)
    clone.executions = []
    return clone


# moto copies a state machine for each execution, with the threads of those before, which cannot be copied.
StateMachine.__deepcopy__ = without_executions
functions = {}


def call(function, event):
    runner = functions.get(function.function_name)
    if runner is None:
        bundle = os.path.join(REPOSITORY, function.handler.rsplit(".", 1)[0] + ".mjs")
        env = {
            **{"PATH": os.environ["PATH"], "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": ENDPOINT},
            **enforce_roles.credentials_of(function.function_name, function.role, ENDPOINT),
            **{name: str(value) for name, value in (function.environment_vars or {}).items()},
        }
        arguments = [os.path.join(HERE, "bundle-runner.mjs"), bundle, function.function_name, function.function_arn]
        log_file = os.path.join(FOLDER, f"{function.function_name}.log")
        runner = functions[function.function_name] = Lines(*arguments, env=env, answers_on=3, log_file=log_file)
    answer = runner.ask(event)
    if "error" in answer:
        log("ERROR", function.function_name, json.dumps(answer["error"])[:500])
    return answer


def invoke(self, function_name, qualifier, body, headers, response_headers):
    function = self.get_function(function_name)
    event = json.loads(body.decode() if isinstance(body, (bytes, bytearray)) else body or "{}")
    kind = {name.lower(): value for name, value in dict(headers or {}).items()}.get("x-amz-invocation-type", "")
    if kind.lower() == "event":
        threading.Thread(target=call, args=(function, event), daemon=True).start()
        return b""
    answer = call(function, event)
    if "error" in answer:
        response_headers["x-amz-function-error"] = "Unhandled"
        return json.dumps(answer["error"]).encode()
    return json.dumps(answer["payload"]).encode()


LambdaBackend.invoke = invoke


def notify(account, event, arn, region):
    for record in event["Records"]:
        record["eventTime"] = record["eventTime"][:23] + "Z"
    get_backend(account, region).invoke(arn, None, json.dumps(event), {"X-Amz-Invocation-Type": "Event"}, {})


notifications._invoke_awslambda = notify
behind_queues = {}


def notify_queue(account, event, queue_name, region):
    # S3's test message comes before the queue has a reader.
    if queue_name not in behind_queues:
        return
    for record in event.get("Records", []):
        record["eventTime"] = record["eventTime"][:23] + "Z"
    message = {"messageId": "1", "body": json.dumps(event), "eventSource": "aws:sqs"}
    function = get_backend(account, region).get_function(behind_queues[queue_name])
    threading.Thread(target=call, args=(function, {"Records": [message]}), daemon=True).start()


notifications._send_sqs_message = notify_queue


# CloudFormation: the parts of this stack that moto passes over, made of the template's own words after each change.
def client(name):
    return boto3.client(name, endpoint_url=ENDPOINT)


schedules = set()


def complete(stack):
    def resolved(value):
        return clean_json(value, stack.resource_map)

    resources = stack.template_dict["Resources"]
    for logical_id, resource in resources.items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind == "AWS::S3::Bucket" and "NotificationConfiguration" in properties:
            name = resolved(properties["BucketName"])
            def configurations(kind, target):
                return [
                    {
                        f"{target}Arn": resolved(one[kind]),
                        "Events": [one["Event"]],
                        "Filter": {"Key": {"FilterRules": one["Filter"]["S3Key"]["Rules"]}},
                    }
                    for one in properties["NotificationConfiguration"][f"{kind.replace('Function', 'Lambda')}Configurations"]
                ]

            client("s3").put_bucket_notification_configuration(
                Bucket=name,
                NotificationConfiguration={
                    "LambdaFunctionConfigurations": configurations("Function", "LambdaFunction"),
                    "QueueConfigurations": configurations("Queue", "Queue"),
                },
            )
            # Loopback has no TLS, which the bucket's policy demands.
            client("s3").delete_bucket_policy(Bucket=name)
        elif kind == "AWS::StepFunctions::StateMachine":
            definition = json.dumps(properties["Definition"])
            for name, value in properties["DefinitionSubstitutions"].items():
                definition = definition.replace("${" + name + "}", resolved(value))
            assert "${" not in definition, "a substitution is missing"
            backend = interpreter.stepfunctions_parser_backends[stack.account_id][stack.region_name]
            name = resolved(properties["StateMachineName"])
            backend.state_machines = [one for one in backend.state_machines if one.name != name]
            backend.create_state_machine(name=name, definition=definition, roleArn=resolved(properties["RoleArn"]))
            log("the interpreter took the state machine")
        elif kind == "AWS::CodeBuild::Project":
            source = properties["Source"]
            try:
                client("codebuild").create_project(
                    name=resolved(properties["Name"]),
                    source={"type": "S3", "location": resolved(source["Location"]), "buildspec": source["BuildSpec"]},
                    artifacts={"type": "NO_ARTIFACTS"},
                    environment={"type": "LINUX_CONTAINER", "image": "standard", "computeType": "BUILD_GENERAL1_MEDIUM"},
                    serviceRole=resolved(properties["ServiceRole"]),
                )
            except Exception as error:
                if "ResourceAlreadyExists" not in str(error):
                    raise
        elif kind == "AWS::Lambda::EventSourceMapping":
            behind_queues[resolved(properties["EventSourceArn"]).split(":")[-1]] = resolved(properties["FunctionName"])
        elif kind == "AWS::Events::Rule" and "ScheduleExpression" in properties:
            schedules.add(resolved(properties["Targets"][0]["Arn"]))
    region, account = stack.region_name, stack.account_id
    known = {
        "Bucket": resolved(resources["DataBucket"]["Properties"]["BucketName"]) if "DataBucket" in resources else None,
        "StateMachine": f"arn:aws:states:{region}:{account}:stateMachine:{stack.name}-label-train-deploy",
        "DetectorBuild": f"{stack.name}-detector",
        "Portal": f"https://portal.execute-api.{region}.amazonaws.com",
        "LabelingFunction": f"{stack.name}-labeling-api",
    }
    outputs = stack.template_dict.get("Outputs", {})
    stack.rehearsed_outputs = [
        {"OutputKey": name, "OutputValue": known.get(name) or resolved(output["Value"]), "key": name}
        for name, output in outputs.items()
    ]


execute = cloudformation.CloudFormationBackend.execute_change_set


def execute_and_complete(self, change_set_name, stack_name=None):
    execute(self, change_set_name, stack_name)
    for stack in self.stacks.values():
        if stack.name == stack_name or stack_name in (None, stack.stack_id):
            stack._parse_template()
            if "DataBucket" in stack.template_dict["Resources"]:
                complete(stack)


cloudformation.CloudFormationBackend.execute_change_set = execute_and_complete
cloudformation.Stack.outputs = property(
    lambda self: [
        {"OutputKey": one["OutputKey"], "OutputValue": one["OutputValue"]} for one in getattr(self, "rehearsed_outputs", [])
    ]
)
# cfn-lint judges the template in our tests.
cloudformation.validate_template_cfn_lint = lambda template: []

def with_times_as_numbers(method):
    """CodeBuild sends seconds since 1970; moto sends texts, which no SDK of today reads."""

    def answer(self):
        return re.sub(r'"(\w+Time)": "[^"]*"', lambda time_: f'"{time_[1]}": {int(time.time())}', method(self))

    return answer


for action in ("create_project", "start_build", "batch_get_builds"):
    setattr(CodeBuildResponse, action, with_times_as_numbers(getattr(CodeBuildResponse, action)))


# SageMaker: the answers of models that have learned what the dataset says.
def truths():
    s3, found = client("s3"), {}
    for bucket in s3.list_buckets()["Buckets"]:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"], Prefix="projects/"):
            for entry in page.get("Contents", []):
                if not entry["Key"].endswith(("/train.manifest", "/validation.manifest")):
                    continue
                text = s3.get_object(Bucket=bucket["Name"], Key=entry["Key"])["Body"].read().decode()
                for line in filter(None, text.splitlines()):
                    document = json.loads(line)
                    found[document["source-ref"].split("/")[-1]] = document["labels"]
    return found


def prediction(label, model):
    """As the model answers: an algorithm of one's own in COCO's results, ours in its own words."""
    boxes = label["annotations"]
    container = client("sagemaker").describe_model(ModelName=model)["PrimaryContainer"]
    if "-algorithms:" in container["Image"]:
        sides = ("left", "top", "width", "height")
        return [
            {"category_id": box["class_id"] + 1, "bbox": [box[side] for side in sides], "score": 0.97} for box in boxes
        ]
    return {"image_size": label["image_size"], "annotations": [{**box, "confidence": 0.97} for box in boxes]}


create_transform_job = SageMakerModelBackend.create_transform_job


def transform(self, **request):
    job = create_transform_job(self, **request)
    bucket, key = request["transform_input"]["DataSource"]["S3DataSource"]["S3Uri"][5:].split("/", 1)
    out = request["transform_output"]["S3OutputPath"][5:].split("/", 1)[1]
    s3, known = client("s3"), truths()
    for name in json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())[1:]:
        body = json.dumps(prediction(known[name.split("/")[-1]], request["model_name"]))
        s3.put_object(Bucket=bucket, Key=f"{out}/{name}.out", Body=body)
    return job


SageMakerModelBackend.create_transform_job = transform


def update_endpoint(self):
    name, config = self._get_param("EndpointName"), self._get_param("EndpointConfigName")
    self.sagemaker_backend.endpoints[name].endpoint_config_name = config
    return ActionResult({"EndpointArn": f"arn:aws:sagemaker:us-east-1:123456789012:endpoint/{name}"})


SageMakerResponse.update_endpoint = update_endpoint
# moto keeps the registry's groups and versions, and knows no way to delete them.
SageMakerResponse.delete_model_package = lambda self: ActionResult({})
SageMakerResponse.delete_model_package_group = lambda self: ActionResult({})


def invoke_endpoint(self):
    import hashlib

    body = self.body if isinstance(self.body, bytes) else bytes(self.body)
    digest = hashlib.sha256(body).hexdigest()
    label = next((label for name, label in truths().items() if name.startswith(digest)), None)
    log("InvokeEndpoint", self.path, bool(label))
    sagemaker = client("sagemaker")
    serving = sagemaker.describe_endpoint(EndpointName=self.path.split("/")[2])["EndpointConfigName"]
    variants = sagemaker.describe_endpoint_config(EndpointConfigName=serving)["ProductionVariants"]
    nothing = {"image_size": [{"width": 1, "height": 1}], "annotations": []}
    answer = prediction(label or nothing, variants[0]["ModelName"])
    return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()


SageMakerRuntimeResponse.invoke_endpoint = invoke_endpoint
setup_class = BaseResponse.setup_class


def with_raw_body(self, request, full_url, headers, use_raw_body=False):
    raw = use_raw_body or isinstance(self, SageMakerRuntimeResponse)
    return setup_class(self, request, full_url, headers, raw)


BaseResponse.setup_class = with_raw_body


def tick():
    while True:
        time.sleep(TICK_SECONDS)
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        for arn in list(schedules):
            try:
                call(get_backend("123456789012", "us-east-1").get_function(arn), {"detail-type": "Scheduled Event", "source": "aws.events", "time": now, "detail": {}})
            except Exception as error:
                log("schedule", arn, error)


ThreadedMotoServer(ip_address="127.0.0.1", port=PORT, verbose=False).start()
threading.Thread(target=tick, daemon=True).start()
log("ready")
sys.stdin.read()
