import { describe, expect, it } from '@jest/globals';
import { commands } from '../../cli/commands.ts';
import { inPlace, placeWords } from '../../cli/in-place.ts';
import { isGroup } from '../../cli/parse-command-line.ts';

const place = placeWords({ stage: 'dev', region: 'eu-west-1', profile: undefined });

describe('a command that is named to people', () => {
  it.each([
    [
      'next: labelloop drop <folder> --project birds',
      'next: labelloop drop --stage dev --region eu-west-1 <folder> --project birds',
    ],
    [
      'closes at 16:08, or `labelloop label-now birds`',
      'closes at 16:08, or `labelloop label-now --stage dev --region eu-west-1 birds`',
    ],
    ['labelloop models approve (or reject)', 'labelloop models approve --stage dev --region eu-west-1 (or reject)'],
    [
      'labelloop retry b, or labelloop status b',
      'labelloop retry --stage dev --region eu-west-1 b, or labelloop status --stage dev --region eu-west-1 b',
    ],
  ])('carries the place that was asked: %s', (said, there) => {
    expect(inPlace(said, place)).toBe(there);
  });

  it.each([
    'labelloop deploy --stage dev completes it',
    '(`labelloop status --help`)',
    '`labelloop dataset convert x --to yolo`',
    '`labelloop up` in another terminal',
    'what labelloop does not do',
    'labelloop drops nothing',
  ])('stays as it is where it has a place, or takes none: %s', (said) => {
    expect(inPlace(said, place)).toBe(said);
  });

  it('carries none on this machine', () => {
    expect(inPlace('`labelloop status`', placeWords({ stage: undefined, region: 'eu-west-1' }))).toBe(
      '`labelloop status`',
    );
  });
});

it('every command takes the place that is added to its name, or none is added', async () => {
  for (const [name, load] of Object.entries(commands)) {
    const { default: declared } = await load();
    const each = isGroup(declared)
      ? Object.entries(declared.subcommands).map(([word, command]) => [`${name} ${word}`, command] as const)
      : [[name, declared] as const];
    for (const [typed, { options = {} }] of each)
      if (inPlace(`labelloop ${typed}`, ' --stage dev') !== `labelloop ${typed}`)
        expect({ typed, takes: Object.keys(options) }).toEqual({ typed, takes: expect.arrayContaining(['stage']) });
  }
});
