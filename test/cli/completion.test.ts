import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { run } from '../support/command.ts';

test('the bash script completes commands and the flags of a command', async () => {
  const { stdout: script } = await run(['completion', 'bash']);
  const complete = (line: string) => {
    const words = line.split(' ');
    const probe = `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _task_manager_mcp; echo "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', probe], { encoding: 'utf8' }).trim();
  };
  expect(complete('task-manager-mcp comp')).toBe('complete completion');
  expect(complete('task-manager-mcp add --pri')).toBe('--priority');
});

test.each(['zsh', 'fish'])('the %s script names every command', async (shell) => {
  const { stdout } = await run(['completion', shell]);
  for (const name of ['add', 'done', 'watch', 'doctor']) expect(stdout).toContain(name);
});

test('an unknown shell is refused with those that are known', async () => {
  const { code, stderr } = await run(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});
