import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '../disk/write-whole-file.ts';

/** Times are ms since 1970. */
export interface StoredProject {
  arn: string;
  name: string;
  createdAt: number;
}

export interface StoredDataset {
  arn: string;
  projectArn: string;
  type: 'TRAIN' | 'TEST';
  createdAt: number;
  /** Lines of the manifest as it was then; Rekognition does not look at the file again either. */
  lines: string[];
  /** Why it cannot be used, where too many of its lines are wrong. */
  failure?: string;
  wrongLines: number;
}

export interface LabelEvaluation {
  /** 0..1, on the test images, at the thresholds. */
  f1: number;
  precision: number;
  recall: number;
  /** For each label: the confidence from which on it is told, 0..1. */
  thresholds: number[];
}

export interface StoredVersion {
  arn: string;
  projectArn: string;
  name: string;
  description?: string;
  createdAt: number;
  output: { bucket: string; prefix: string };
  kind: 'boxes' | 'class' | 'classes';
  /** Order = class ids. */
  labels: string[];
  /** Names the training job, model, transform job, endpoint and its config on the laptop's SageMaker. */
  resource: string;
  trainImages: number;
  testImages: number;
  /** When the training ended, well or not. */
  trainedAt?: number;
  failure?: string;
  evaluation?: LabelEvaluation;
  /** Inference units; undefined before it is started for the first time. */
  units?: number;
  state?: 'started' | 'stopping' | 'stopped';
}

interface Kept {
  projects: StoredProject[];
  datasets: StoredDataset[];
  versions: StoredVersion[];
}

/** Projects, datasets and versions of models, in one file. */
export class CustomLabelsStore {
  readonly #path: string;
  #kept: Kept;

  /** @param dataDir the cloud's folder */
  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.#path = join(dataDir, 'rekognition.json');
    this.#kept = existsSync(this.#path)
      ? JSON.parse(readFileSync(this.#path, 'utf8'))
      : { projects: [], datasets: [], versions: [] };
  }

  projects = (): readonly StoredProject[] => this.#kept.projects;
  datasets = (): readonly StoredDataset[] => this.#kept.datasets;
  versions = (): readonly StoredVersion[] => this.#kept.versions;

  addProject = (project: StoredProject) => this.#save({ ...this.#kept, projects: [...this.#kept.projects, project] });
  addDataset = (dataset: StoredDataset) => this.#save({ ...this.#kept, datasets: [...this.#kept.datasets, dataset] });
  addVersion = (version: StoredVersion) => this.#save({ ...this.#kept, versions: [...this.#kept.versions, version] });

  /** @returns the version as it is then */
  changeVersion(arn: string, change: Partial<StoredVersion>): StoredVersion {
    const versions = this.#kept.versions.map((one) => (one.arn === arn ? { ...one, ...change } : one));
    this.#save({ ...this.#kept, versions });
    return versions.find((one) => one.arn === arn)!;
  }

  /** Takes the thing of this ARN away, whatever it is. */
  remove(arn: string): void {
    const keep = <One extends { arn: string }>(all: One[]) => all.filter((one) => one.arn !== arn);
    const { projects, datasets, versions } = this.#kept;
    this.#save({ projects: keep(projects), datasets: keep(datasets), versions: keep(versions) });
  }

  /** The file is the old one or the new one, whole, whenever the process ends. */
  #save(kept: Kept): void {
    writeWholeFile(this.#path, JSON.stringify(kept));
    this.#kept = kept;
  }
}
