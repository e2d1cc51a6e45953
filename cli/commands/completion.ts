import { defineCommand, usageError } from '../command.ts';
import { suggestName } from '../did-you-mean.ts';

/** Where nothing is offered, the shell goes on with file names. */
const SCRIPTS: Record<string, string> = {
  bash: `_labelloop() {
  local IFS=$'\\n'
  COMPREPLY=($(labelloop completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _labelloop labelloop`,
  zsh: `#compdef labelloop
_labelloop() {
  local -a offered
  offered=("\${(@f)$(labelloop completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "$offered" ]] && compadd -a offered || _files
}
compdef _labelloop labelloop`,
  fish: `function __labelloop
  set -l words (commandline -opc) (commandline -ct)
  labelloop completion fish -- $words[2..-1] 2>/dev/null
end
complete -c labelloop -a '(__labelloop)'`,
};

export default defineCommand({
  summary: 'Tab completes commands, options, formats and projects',
  arguments: {
    shell: { help: 'bash, zsh or fish' },
    words: { help: 'what the shell asks: the words typed so far', optional: true, many: true },
  },
  examples: [
    'eval "$(labelloop completion bash)"',
    'labelloop completion fish > ~/.config/fish/completions/labelloop.fish',
  ],
  notes: ['Put the first line into ~/.bashrc, or the same with zsh into ~/.zshrc behind compinit.'],
  async run({ values, args: { shell, words }, context, commands }) {
    const script = SCRIPTS[shell];
    if (script === undefined)
      throw usageError(`there is no completion for ${shell}`, suggestName(shell, Object.keys(SCRIPTS)));
    if (words.length === 0) {
      context.print(script);
      return;
    }
    const { completions } = await import('../completions.ts');
    const found = await completions(commands, words, () => projectNames(values.data)).catch(() => []);
    for (const word of found) context.print(word);
  },
});

async function projectNames(dataDir: string): Promise<string[]> {
  const [{ requireRunningCloud }, { useCloud }, { listFolders }, { PROJECTS_PREFIX }] = await Promise.all([
    import('../require-running-cloud.ts'),
    import('../aws-variables.ts'),
    import('../../shared/aws/s3.ts'),
    import('../../shared/domain/project/bucket-keys.ts'),
  ]);
  const cloud = await requireRunningCloud(dataDir);
  useCloud(cloud);
  return listFolders(cloud.bucket, PROJECTS_PREFIX);
}
