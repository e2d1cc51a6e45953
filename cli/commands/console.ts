import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { CommandError, defineCommand } from '../command.ts';
import { openCloud, placeOptions } from '../open-cloud.ts';

/** What the console's process needs of this one's environment: the way to AWS and the person's own credentials. */
const PASSED = /^(AWS_|HOME$|PATH$|USERPROFILE$|APPDATA$|HTTPS?_PROXY$|NO_PROXY$|LABELING_FUNCTION_NAME$)/i;

export default defineCommand({
  summary: "the operators' console: of a stage, on this machine's loopback and with your own credentials",
  options: placeOptions,
  notes: [
    'Nothing new is reachable from the internet. Without --stage it names the console of the running laptop cloud.',
  ],
  examples: ['labelloop console --stage dev'],
  stopped: 'the pipeline runs on; only the page is closed',
  async run({ values, context }) {
    const { bucket, stateMachineArn, consoleUrl, portalUrl, title, letters } = await openCloud(values);
    const print = (url: string) => context.print(values.json ? JSON.stringify({ console: url }) : url);
    if (consoleUrl !== undefined) return void print(consoleUrl);
    if (stateMachineArn === undefined) throw new CommandError('there is no state machine to show', { where: title });
    const { startConsole } = await import('../../local-cloud/console/console.ts');
    const environment = Object.fromEntries(
      Object.entries(process.env).filter(
        (entry): entry is [string, string] => PASSED.test(entry[0]) && entry[1] !== undefined,
      ),
    );
    const console = await startConsole({
      ...{ bucket, stateMachineArn, portalUrl, letters, environment },
      token: randomBytes(24).toString('base64url'),
      port: 0,
    });
    print(console.url);
    context.note(`stage ${values.stage}; Ctrl-C closes it`);
    if (!context.signal.aborted) await once(context.signal, 'abort');
    await console.stop();
  },
});
