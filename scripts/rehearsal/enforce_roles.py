"""Each function calls with its own role's credentials, and moto's evaluator judges every call by that role's policies.

moto asks its evaluator about "*" for most services, which no policy that names resources allows: here the resource is read from
the request, as AWS does it. S3 is judged as moto does it, by bucket and key. The person's and the services' own calls pass.
"""

import json
import re
from urllib.parse import unquote, urlparse

import boto3
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.access_control import IAMPolicy, PermissionResult, create_access_key

ACCOUNT, REGION = "123456789012", "us-east-1"
# Request member that names the resource, by what the action's name ends with.
SAGEMAKER = {
    "Endpoint": "endpoint",
    "EndpointConfig": "endpoint-config",
    "Model": "model",
    "TrainingJob": "training-job",
    "TransformJob": "transform-job",
    "ProcessingJob": "processing-job",
    "ModelPackage": "model-package",
    "ModelPackageGroup": "model-package-group",
}
sessions = {}
denied = set()


def arn(service, rest):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def resource_of(service, action, path, body):
    """The ARN that AWS judges the call by."""
    if service == "lambda":
        found = re.search(r"/functions/([^/?]+)", path)
        name = unquote(found[1]) if found else ""
        return name if name.startswith("arn:") else arn("lambda", f"function:{name}") if name else "*"
    if service == "sagemaker":
        invoked = re.search(r"/endpoints/([^/?]+)/", path)
        if invoked:
            return arn("sagemaker", f"endpoint/{invoked[1].lower()}")
        if "ResourceArn" in body:
            return body["ResourceArn"]
        kind = re.sub("^(Create|Describe|Update|Delete|Stop)", "", action)
        if kind in SAGEMAKER and f"{kind}Name" in body:
            return arn("sagemaker", f"{SAGEMAKER[kind]}/{body[f'{kind}Name'].lower()}")
        return "*"
    if service == "states":
        return body.get("executionArn") or body.get("stateMachineArn") or "*"
    if service == "events":
        return arn("events", "event-bus/default")
    if service == "logs":
        return arn("logs", f"log-group:{body['logGroupName']}:*") if "logGroupName" in body else "*"
    if service == "sqs":
        return arn("sqs", body.get("QueueUrl", "").split("/")[-1])
    return "*"


def conditions_of(service, body):
    if service == "events":
        return {"events:source": (body.get("Entries") or [{}])[0].get("Source", "")}
    return {}


def judge(key, action, resource, conditions):
    # CloudFormation's roles keep their policies as documents, which the evaluator wants as text.
    texts = [
        json.dumps(policy) if isinstance(policy, dict) and "Statement" in policy else policy
        for policy in key.collect_policies()
    ]
    verdicts = [IAMPolicy(text).is_action_permitted(action, resource, None, conditions) for text in texts]
    return PermissionResult.DENIED not in verdicts and PermissionResult.PERMITTED in verdicts


def refuse(function, action, resource, log):
    if (function, action, resource) not in denied:
        denied.add((function, action, resource))
        log("DENIED", function, action, resource)


def enforce(endpoint, log):
    """From now on calls with credentials of `credentials_of` are judged. Denied ones are told and refused."""

    def authorize(self, request_class, resource="*"):
        scope = self.headers.get("Authorization", "").partition("Credential=")[2].split(",")[0].split("/")
        if scope[0] not in sessions:
            return
        service = scope[3]
        key = create_access_key(ACCOUNT, "aws", scope[0], {"X-Amz-Security-Token": sessions[scope[0]]["token"]})
        action = self._get_action()
        action = action[0] if isinstance(action, list) else action
        body = {}
        if service != "s3":
            try:
                body = json.loads(self.raw_body or b"{}")
            except ValueError:
                pass
            resource = resource_of(service, action, urlparse(self.uri).path, body if isinstance(body, dict) else {})
        try:
            if judge(key, f"{service}:{action}", resource, conditions_of(service, body)):
                return
        except Exception as error:
            log("ERROR", "moto could not judge", f"{service}:{action}", repr(error))
            raise
        refuse(sessions[scope[0]]["function"], f"{service}:{action}", resource, log)
        request_class._raise_access_denied(_Refusal(self, key, f"{service}:{action}"))

    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize


class _Refusal:
    """What moto's refusals read of a request."""

    def __init__(self, response, key, action):
        self._data, self._access_key, self._action = response.data, key, action


def credentials_of(function_name, role, endpoint):
    """The variables that Lambda gives a function: a session of its role."""
    answer = boto3.client("sts", endpoint_url=endpoint).assume_role(RoleArn=role, RoleSessionName=function_name[:64])
    given = answer["Credentials"]
    sessions[given["AccessKeyId"]] = {"function": function_name, "token": given["SessionToken"]}
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }
