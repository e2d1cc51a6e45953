import type { ServerResponse } from 'node:http';
import { AwsError, asAwsError } from './aws-error.ts';
import { xmlText } from './error-answer.ts';
import { readBody } from './read-body.ts';
import { ACCOUNT_ID, type AccessLog, type WireService } from './service.ts';

/** Services that speak AWS's Query protocol: their clients can read no refusal but XML, also of what is not here. */
const QUERY_SERVICES = new Set([
  'autoscaling',
  'cloudformation',
  'cloudsearch',
  'ec2',
  'elasticache',
  'elasticbeanstalk',
  'elasticloadbalancing',
  'email',
  'iam',
  'monitoring',
  'rds',
  'redshift',
  'sdb',
  'ses',
  'sns',
  'sts',
]);

export const isQueryService = (service: string | undefined) => service !== undefined && QUERY_SERVICES.has(service);

const LARGEST_FORM_BYTES = 2 ** 20;
const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

function send(response: ServerResponse, status: number, body: string, requestId: string): void {
  response.writeHead(status, {
    'content-type': 'text/xml',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
  });
  response.end(body);
}

/** Writes the error document of the Query protocol. */
export function answerQueryError(response: ServerResponse, error: AwsError, requestId: string): void {
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const details = `<Type>${type}</Type><Code>${xmlText(error.code)}</Code><Message>${xmlText(error.message)}</Message>`;
  const body = `<ErrorResponse><Error>${details}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  send(response, error.status, body, requestId);
}

/** STS as far as scripts ask it who they are: `GetCallerIdentity`, which IAM lets everybody call. */
export function stsService(accessLog: AccessLog): WireService {
  return async ({ body, query, caller, requestId }, response) => {
    try {
      const form = new URLSearchParams((await readBody(body, LARGEST_FORM_BYTES)).toString('utf8'));
      const action = form.get('Action') ?? query.get('Action') ?? '';
      if (action !== 'GetCallerIdentity') {
        throw new AwsError(
          'InvalidAction',
          `the laptop cloud has no sts action '${action}'; it has: GetCallerIdentity (docs/feature-support.md)`,
        );
      }
      accessLog.record({ principal: caller.principal, action: 'sts:GetCallerIdentity', resource: '*' });
      const members = {
        Arn: `arn:aws:iam::${ACCOUNT_ID}:user/${caller.principal}`,
        UserId: caller.accessKeyId,
        Account: ACCOUNT_ID,
      };
      const result = Object.entries(members).map(([name, value]) => `<${name}>${xmlText(value)}</${name}>`);
      send(
        response,
        200,
        `<GetCallerIdentityResponse xmlns="${STS_NAMESPACE}"><GetCallerIdentityResult>${result.join('')}</GetCallerIdentityResult>` +
          `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
        requestId,
      );
    } catch (error) {
      answerQueryError(response, asAwsError(error), requestId);
    }
  };
}
