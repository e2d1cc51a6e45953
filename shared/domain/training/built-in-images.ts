import { UnsupportedError } from '../../errors.ts';
import { partitionOf } from '../project/partition.ts';

/**
 * Accounts of the built-in image algorithms' registries (aws/sagemaker-python-sdk,
 * image_uri_config/object-detection.json).
 */
const ACCOUNTS: Record<string, string> = {
  'af-south-1': '455444449433',
  'ap-east-1': '286214385809',
  'ap-northeast-1': '501404015308',
  'ap-northeast-2': '306986355934',
  'ap-northeast-3': '867004704886',
  'ap-south-1': '991648021394',
  'ap-south-2': '628508329040',
  'ap-southeast-1': '475088953585',
  'ap-southeast-2': '544295431143',
  'ap-southeast-3': '951798379941',
  'ap-southeast-4': '106583098589',
  'ca-central-1': '469771592824',
  'ca-west-1': '190319476487',
  'cn-north-1': '390948362332',
  'cn-northwest-1': '387376663083',
  'eu-central-1': '813361260812',
  'eu-central-2': '680994064768',
  'eu-north-1': '669576153137',
  'eu-south-1': '257386234256',
  'eu-south-2': '104374241257',
  'eu-west-1': '685385470294',
  'eu-west-2': '644912444149',
  'eu-west-3': '749696950732',
  'il-central-1': '898809789911',
  'me-central-1': '272398656194',
  'me-south-1': '249704162688',
  'sa-east-1': '855470959533',
  'us-east-1': '811284229777',
  'us-east-2': '825641698319',
  'us-gov-east-1': '237065988967',
  'us-gov-west-1': '226302683700',
  'us-west-1': '632365934929',
  'us-west-2': '433757028032',
};

/** The built-in algorithms that the laptop has a stand-in for. */
export type BuiltInAlgorithm = 'object-detection';

/** Image URI of a built-in algorithm, its pinned version. @throws UnsupportedError where SageMaker has none */
export function builtInImage(algorithm: string, region: string): string {
  const account = ACCOUNTS[region];
  if (!account)
    throw new UnsupportedError(
      `SageMaker's built-in ${algorithm} has no registry in ${region}; choose another training.algorithm (docs/algorithms.md)`,
    );
  return `${account}.dkr.ecr.${region}.${partitionOf(region).domain}/${algorithm}:1`;
}

/**
 * Which built-in algorithm an image URI names, in any region, as `:1` or `:latest`; undefined for every other image.
 */
export function builtInAlgorithm(image: string): BuiltInAlgorithm | undefined {
  const [, account, region, domain] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?)\/object-detection:(?:1|latest)$/.exec(image) ?? [];
  const isOfRegion = region !== undefined && ACCOUNTS[region] === account;
  return isOfRegion && domain?.endsWith('.cn') === region.startsWith('cn-') ? 'object-detection' : undefined;
}
