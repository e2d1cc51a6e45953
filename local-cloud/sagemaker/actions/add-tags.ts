import { AddTags$, type AddTagsInput, type AddTagsOutput } from '@aws-sdk/client-sagemaker';
import { type SageMakerContext, sageMakerAction } from '../action.ts';

export const addTags = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<AddTagsInput, AddTagsOutput>(AddTags$, accessLog, {
    resource: (request) => request.ResourceArn!,
    handle({ ResourceArn, Tags }) {
      store.tag(ResourceArn!, Tags!);
      return { Tags: store.tagsOf(ResourceArn!) };
    },
  });
