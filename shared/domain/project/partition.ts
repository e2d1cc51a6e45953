/** A partition of AWS: regions with accounts, ARNs and host names of their own. */
export interface Partition {
  /** The second part of every ARN. */
  name: 'aws' | 'aws-cn' | 'aws-us-gov';
  /** What host names of its services end with. */
  domain: string;
}

/** The partition of a region, e.g. `us-gov-west-1`. */
export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return { name: 'aws-cn', domain: 'amazonaws.com.cn' };
  return { name: region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws', domain: 'amazonaws.com' };
}
