import { AddTags$, type AddTagsInput, type AddTagsOutput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';

export const addTags = defineAction<AddTagsInput, AddTagsOutput>({
  schema: AddTags$,
  access: (request) => accessTo('AddTags', request.ResourceArn!),
  handle({ ResourceArn, Tags }, { store }) {
    store.tag(ResourceArn!, Tags!);
    return { Tags: store.tagsOf(ResourceArn!) };
  },
});
