// cfn-lint on a packaged template, each finding held against the reasons for those that are right.
import { spawnSync } from 'node:child_process';

/** What cfn-lint finds and why it stays: rule, pattern of its message, reason. */
const REASONS = [
  ['W3005', /^'\w+Role' dependency already enforced/, 'the framework names the role twice: DependsOn and GetAtt'],
  ['W8003', /will always return/, 'the framework writes the options into the conditions before CloudFormation reads'],
  [
    'E3601',
    /^'arn:\$\{Partition\}:states:::[a-zA-Z0-9:-]+' does not match '\^arn:aws:/,
    'DefinitionSubstitutions puts the partition in; cfn-lint judges the definition before that, and for one partition',
  ],
];

/**
 * @param command path of cfn-lint
 * @returns findings without a reason, one a line
 * @throws Error when cfn-lint does not answer
 */
export function lintTemplate(command, template) {
  const { stdout, stderr } = spawnSync(command, [template, '--regions', 'us-east-1', '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  let found;
  try {
    found = JSON.parse(stdout);
  } catch {
    throw new Error(`cfn-lint did not answer: ${stderr.slice(-500)}`);
  }
  return found
    .filter(({ Rule, Message }) => !REASONS.some(([id, pattern]) => id === Rule.Id && pattern.test(Message)))
    .map(({ Rule, Message, Location }) => `${Rule.Id} ${Message} (line ${Location.Start.LineNumber})`);
}
