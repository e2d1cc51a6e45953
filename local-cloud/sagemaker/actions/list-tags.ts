import { ListTags$, type ListTagsInput, type ListTagsOutput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';

export const listTags = defineAction<ListTagsInput, ListTagsOutput>({
  schema: ListTags$,
  access: (request) => accessTo('ListTags', request.ResourceArn!),
  handle: ({ ResourceArn }, { store }) => ({ Tags: store.tagsOf(ResourceArn!) }),
});
