import { ListTags$, type ListTagsInput, type ListTagsOutput } from '@aws-sdk/client-sagemaker';
import { type SageMakerContext, sageMakerAction } from '../action.ts';

export const listTags = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<ListTagsInput, ListTagsOutput>(ListTags$, accessLog, {
    resource: (request) => request.ResourceArn!,
    handle: ({ ResourceArn }) => ({ Tags: store.tagsOf(ResourceArn!) }),
  });
