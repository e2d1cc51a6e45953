import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { parse } from '../../shared/contracts/parse.ts';
import type { Excluded } from '../../shared/pipeline/datasets/exclude-images.ts';

/** What the gallery does with images that somebody chose; they are named by their hashes. */
export interface SelectionSources {
  /** @returns how many are sent back to workers; those that people label now are left out */
  relabelImages(project: string, images: readonly string[], note: string): Promise<number>;
  excludeImages(project: string, images: readonly string[], note: string): Promise<Excluded>;
  /** @param from the dataset version that has their labels */
  includeImages(project: string, images: readonly string[], from: number): Promise<Excluded>;
  /** @param isOn whether they get the tag or lose it @returns how many had it otherwise */
  tagImages(project: string, images: readonly string[], tag: string, isOn: boolean): Promise<number>;
  /** What their labels can be exported as, the first one as labelloop keeps them. */
  listExportFormats(project: string): Promise<readonly string[]>;
  /** Their labels of the newest version: a gzipped tar. @throws UnsupportedError for a format that cannot hold them */
  exportImages(project: string, images: readonly string[], format: string): Promise<Uint8Array>;
}

const images = z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/))).check(z.minLength(1), z.maxLength(10_000));
const note = z.string().check(z.minLength(1), z.maxLength(200));
const exportSchema = z.object({ project: z.string(), images, format: z.string() });
const tagSchema = z.object({ project: z.string(), images, tag: z.string(), isOn: z.boolean() });
const notedSchema = z.object({ project: z.string(), images, note });
const includeSchema = z.object({ project: z.string(), images, from: z.int() });

export function addSelectionRoutes(app: Hono, sources: SelectionSources): void {
  app.post('/api/images/relabel', async (context) => {
    const { project, images, note } = parse(notedSchema, await context.req.json(), 'the request');
    return context.json({ sent: await sources.relabelImages(project, images, note) });
  });
  app.post('/api/images/exclude', async (context) => {
    const { project, images, note } = parse(notedSchema, await context.req.json(), 'the request');
    return context.json(await sources.excludeImages(project, images, note));
  });
  app.post('/api/images/include', async (context) => {
    const { project, images, from } = parse(includeSchema, await context.req.json(), 'the request');
    return context.json(await sources.includeImages(project, images, from));
  });
  app.post('/api/images/export', async (context) => {
    const { project, images, format } = parse(exportSchema, await context.req.json(), 'the request');
    const archive = await sources.exportImages(project, images, format);
    return context.body(new Uint8Array(archive), 200, { 'content-type': 'application/gzip' });
  });
  app.get('/api/images/formats', async (context) =>
    context.json({ formats: await sources.listExportFormats(context.req.query('project') ?? '') }),
  );
  app.post('/api/images/tag', async (context) => {
    const { project, images, tag, isOn } = parse(tagSchema, await context.req.json(), 'the request');
    return context.json({ images: await sources.tagImages(project, images, tag, isOn) });
  });
}
