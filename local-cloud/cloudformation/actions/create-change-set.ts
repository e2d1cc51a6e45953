import { createHash, randomUUID } from 'node:crypto';
import {
  CreateChangeSet$,
  type CreateChangeSetInput,
  type CreateChangeSetOutput,
  type ResourceToImport,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../wire/aws-error.ts';
import { ACCOUNT_ID, REGION } from '../../wire/service.ts';
import { accessToStack, type CloudFormationContext, defineAction } from '../action.ts';
import { changesTo } from '../changes-to.ts';
import { type DesiredResource, readDesiredStack } from '../desired-stack.ts';
import type { StackDocument } from '../stack-document.ts';

const arn = (rest: string) => `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:${rest}`;
/** Stacks that only a deletion gets any further. */
const STUCK = /^ROLLBACK_(COMPLETE|FAILED)$|_IN_PROGRESS$|^DELETE_FAILED$/;

export const createChangeSet = defineAction<CreateChangeSetInput, CreateChangeSetOutput>({
  schema: CreateChangeSet$,
  access: ({ StackName }) => accessToStack('CreateChangeSet', StackName),
  async handle(input, context) {
    const {
      StackName = '',
      ChangeSetName = '',
      ChangeSetType = 'UPDATE',
      TemplateBody,
      TemplateURL,
      Tags = [],
    } = input;
    const template = TemplateBody ?? (await context.readTemplate(TemplateURL ?? ''));
    const desired = readDesiredStack(template, StackName);
    if (ChangeSetType === 'IMPORT') checkImport(desired.resources, input.ResourcesToImport ?? [], StackName, context);
    const present = ChangeSetType === 'UPDATE' ? context.store.require(StackName) : newStack(StackName, context);
    if (ChangeSetType === 'UPDATE' && STUCK.test(present.status))
      throw new AwsError(
        'ValidationError',
        `Stack:${present.id} is in ${present.status} state and can not be updated.`,
      );
    const { changeSets } = present;
    if (changeSets.some(({ name }) => name === ChangeSetName))
      throw new AwsError(
        'AlreadyExistsException',
        `ChangeSet ${ChangeSetName} cannot be created because it already exists`,
      );
    const changes = changesTo(present, desired.resources);
    const isEmpty = changes.length === 0 && JSON.stringify(desired.outputs) === JSON.stringify(present.outputs);
    const id = arn(`changeSet/${ChangeSetName}/${randomUUID()}`);
    const about = { id, name: ChangeSetName, kind: ChangeSetType, template, changes, at: context.now() } as const;
    changeSets.push(
      isEmpty ? { ...about, status: 'FAILED', reason: NO_CHANGES } : { ...about, status: 'CREATE_COMPLETE' },
    );
    present.tags = Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
    context.store.save(present);
    return { Id: id, StackId: present.id };
  },
});

/** @throws AwsError for all but a new stack of what is imported, each with its name and a deletion policy */
function checkImport(
  wanted: readonly DesiredResource[],
  imported: readonly ResourceToImport[],
  stackName: string,
  { store }: CloudFormationContext,
): void {
  if ((store.find(stackName)?.status ?? 'REVIEW_IN_PROGRESS') !== 'REVIEW_IN_PROGRESS')
    throw new AwsError('ValidationError', 'the laptop cloud imports into new stacks only');
  for (const { logicalId, type, physicalId, deletionPolicy } of wanted) {
    const named = imported.find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
    const [name] = Object.values(named?.ResourceIdentifier ?? {});
    if (named?.ResourceType !== type || name !== physicalId)
      throw new AwsError('ValidationError', `the resource ${logicalId} is not among those to import under its name`);
    if (deletionPolicy === 'Delete')
      throw new AwsError(
        'ValidationError',
        `the resource ${logicalId} to import must have a DeletionPolicy in the template`,
      );
  }
}

/** CloudFormation's own words: clients know a deploy without changes by them. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** @throws AwsError where a stack of this name stands */
function newStack(name: string, { store, now }: CloudFormationContext): StackDocument {
  const present = store.find(name);
  if (present && present.status !== 'REVIEW_IN_PROGRESS')
    throw new AwsError(
      'AlreadyExistsException',
      `Stack [${name}] already exists and cannot be created again with the changeSet.`,
    );
  if (present) return present;
  const id = createHash('sha256').update(`${name} ${now()} ${randomUUID()}`).digest('hex').slice(0, 32);
  return {
    version: 1,
    id: arn(`stack/${name}/${id}`),
    name,
    status: 'REVIEW_IN_PROGRESS',
    createdAt: now(),
    tags: [],
    template: '',
    resources: {},
    outputs: [],
    events: [],
    changeSets: [],
  };
}
