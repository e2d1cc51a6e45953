import { generateSampleImages } from '../../examples/sample-images/generate.ts';
import type { Cloud } from '../../local-cloud/cloud.ts';
import { readText, writeObject } from '../../shared/aws/s3.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { projectSchema } from '../../shared/contracts/project.ts';
import { guestLink } from '../../shared/domain/labeling/portal-link.ts';
import { projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { dropFiles } from '../intake/drop-files.ts';
import { DEMO_PLAN } from './demo-plan.ts';
import { writeProject } from './loop-session.ts';

const PERSON = 'you';

/** Drops ten more images, for one person and no simulated worker. Returns a link that signs that person in. */
export async function openTasks(cloud: Cloud, seed: number): Promise<string> {
  const { project, firstDrop, secondDrop, openImages } = DEMO_PLAN;
  const key = projectKeys(project).config;
  const config = parseJson(projectSchema, (await readText(cloud.bucket, key)).text, key);
  await writeProject(cloud.bucket, { ...config, labeling: { ...config.labeling, workersPerObject: 1 } });
  const images = await generateSampleImages({ seed, set: 'drop', first: firstDrop + secondDrop, count: openImages });
  const silent = { uploaded() {}, settled() {} };
  await dropFiles(
    { bucket: cloud.bucket, project },
    images.map(({ fileName, bytes }) => ({ name: fileName, read: () => Promise.resolve(bytes) })),
    silent,
  );
  await writeObject(cloud.bucket, readyKey(project), 'label now', 'text/plain');
  return guestLink(cloud.portalUrl, await cloud.invite(PERSON));
}
