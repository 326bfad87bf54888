import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newFolder } from './folder.ts';
import { type Run, runBin } from './run.ts';

/** A throw-away home folder with a project in it, and the built program's `install` in them. */
export class Home {
  readonly folder = newFolder();
  readonly project = join(this.folder, 'project');

  constructor() {
    mkdirSync(this.project);
  }

  /** The absolute path of a file in the home folder. */
  path(file: string): string {
    return join(this.folder, file);
  }

  write(file: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), content);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  has(file: string): boolean {
    return existsSync(this.path(file));
  }

  install(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    // An empty variable counts as not set, whatever the developer's own machine says.
    const unset = { XDG_CONFIG_HOME: '', CLAUDE_CONFIG_DIR: '', CODEX_HOME: '', GEMINI_CLI_HOME: '', APPDATA: '' };
    return runBin(['install', ...args], { cwd: this.project, env: { ...unset, HOME: this.folder, ...env } });
  }
}
