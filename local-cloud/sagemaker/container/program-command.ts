/** What a container is called with. */
export type ProgramEntry = 'train' | 'serve';

/** How a process is started. */
export interface ProgramCommand {
  file: string;
  args: string[];
  /** Variables beside those of the container. */
  environment: Record<string, string>;
  /** A command that ends it for good, where it lives outside its process group. */
  end?: readonly string[];
}
