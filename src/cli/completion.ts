import { Argument, Command } from 'commander';
import type { CliContext } from './context.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

interface Words {
  readonly command: string;
  readonly description: string;
  readonly flags: readonly string[];
}

/** Prints a script that completes commands and flags; made from the commands themselves. */
export function completionCommand(_context: CliContext, root: Command): Command {
  return new Command('completion')
    .description('Print a completion script, e.g. `eval "$(task-manager-mcp completion bash)"`')
    .addArgument(new Argument('<shell>', SHELLS.join(', ')).choices(SHELLS))
    .action((shell: Shell) => {
      const words = root.commands.flatMap((command) =>
        [command.name(), ...command.aliases()].map((name) => ({
          command: name,
          description: command.description().replaceAll(/[`'"$\\]/g, ''),
          flags: [...command.options, ...root.options].flatMap(({ long }) => long ?? []),
        })),
      );
      process.stdout.write(SCRIPTS[shell](words));
    });
}

const SCRIPTS: Record<Shell, (words: readonly Words[]) => string> = {
  bash: (words) => `_task_manager_mcp() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words="${words.map(({ command }) => command).join(' ')}"
  if ((COMP_CWORD > 1)); then
    case "\${COMP_WORDS[1]}" in
${words.map(({ command, flags }) => `      ${command}) words="${flags.join(' ')}" ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _task_manager_mcp task-manager-mcp
`,
  zsh: (words) => `#compdef task-manager-mcp
_task_manager_mcp() {
  if ((CURRENT == 2)); then
    local -a commands=(
${words.map(({ command, description }) => `      '${command}:${description}'`).join('\n')}
    )
    _describe command commands
    return
  fi
  case "$words[2]" in
${words.map(({ command, flags }) => `    ${command}) compadd -- ${flags.join(' ')} ;;`).join('\n')}
  esac
}
compdef _task_manager_mcp task-manager-mcp
`,
  fish: (words) =>
    words
      .flatMap(({ command, description, flags }) => [
        `complete -c task-manager-mcp -n __fish_use_subcommand -f -a ${command} -d '${description}'`,
        ...flags.map(
          (flag) => `complete -c task-manager-mcp -n '__fish_seen_subcommand_from ${command}' -l ${flag.slice(2)}`,
        ),
      ])
      .join('\n')
      .concat('\n'),
};
