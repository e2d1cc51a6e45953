import type { Structure } from '../template/cloudformation-yaml.ts';
import { Intrinsics } from '../template/intrinsics.ts';
import { principalOf } from '../template/laptop-template.ts';
import type { Stack } from '../template/stack.ts';
import type { AccessRecord } from '../wire/service.ts';
import { isAllowed, readStatements, type Statement, statementApplies } from './policy.ts';

export interface Judgement {
  /** Calls that AWS would refuse. */
  denied: AccessRecord[];
  /** Grants that no call used: one per principal, action and resource pattern. */
  unused: Array<{ principal: string; action: string; resource: string }>;
}

/** What AWS needs and the laptop cloud has no part of: log groups, metrics, the registry, the dead-letter queue. */
const unseenOnLaptop = /^(logs|cloudwatch|ecr|sqs):|^s3:(AbortMultipartUpload|GetBucketLocation)$/;

/** The labeling engine's functions on AWS, and what it is called where it is one process. */
const ENGINE = { principal: 'labeling-engine', functions: ['labeling-api', 'sweep-labeling-jobs', 'worker-api'] };

/**
 * Who acts with which role: a function by its source file's name, the state machine by its name, SageMaker's jobs by
 * the name of the role that they were given. The engine of the laptop has what its functions have together.
 */
export function policiesOf(stack: Stack): Map<string, Statement[]> {
  const intrinsics = new Intrinsics(stack);
  const roles = Object.entries(stack).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
  const byArn = new Map(
    roles.map(([id, { Properties }]) => {
      const policies = (Properties.Policies ?? []) as Structure[];
      const statements = policies.flatMap(({ PolicyDocument }) =>
        readStatements(intrinsics.resolveStructure(PolicyDocument)),
      );
      return [intrinsics.resolveText({ 'Fn::GetAtt': [id, 'Arn'] }), statements];
    }),
  );
  const policies = new Map([...byArn].map(([arn, statements]) => [arn.split('/').at(-1)!, statements]));
  for (const { Type, Properties } of Object.values(stack)) {
    if (Type === 'AWS::Lambda::Function') {
      const statements = byArn.get(intrinsics.resolveText(Properties.Role));
      policies.set(principalOf(intrinsics.resolveText(Properties.Handler)), statements ?? []);
    } else if (Type === 'AWS::StepFunctions::StateMachine') {
      const statements = byArn.get(intrinsics.resolveText(Properties.RoleArn));
      policies.set(intrinsics.resolveText(Properties.StateMachineName), statements ?? []);
    }
  }
  policies.set(
    ENGINE.principal,
    ENGINE.functions.flatMap((name) => policies.get(name) ?? []),
  );
  return policies;
}

/**
 * Holds logged calls against the template's policies. Calls of principals that the template does not know (the person,
 * the console) are theirs to make.
 * @param stack `readStack(root)` or the Resources of a packaged template
 */
export function judgeAccess(stack: Stack, records: readonly AccessRecord[]): Judgement {
  const policies = policiesOf(stack);
  const denied = records.filter((record) => {
    const statements = policies.get(record.principal);
    return statements && !isAllowed(statements, record);
  });
  const actors = new Set(records.map(({ principal }) => principal));
  const unused = [...actors].flatMap((principal) => {
    const own = records.filter((record) => record.principal === principal);
    return grantsOf(policies.get(principal) ?? [])
      .filter(({ grant }) => !own.some((record) => statementApplies(grant, record)))
      .map(({ action, resource }) => ({ principal, action, resource }));
  });
  return { denied, unused };
}

/** The Allow statements taken apart: one action on one resource pattern each. */
function grantsOf(statements: readonly Statement[]) {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) =>
      statement.actions
        .filter((action) => !unseenOnLaptop.test(action))
        .flatMap((action) =>
          statement.resources.map((resource) => ({
            action,
            resource,
            grant: { ...statement, actions: [action], resources: [resource] },
          })),
        ),
    );
}
