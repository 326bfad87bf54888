import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { cursor } from './cursor.ts';
import { geminiCli } from './gemini-cli.ts';
import type { Host } from './host.ts';
import { opencode } from './opencode.ts';
import { vscode } from './vscode.ts';

/** In the order in which they are shown. */
export const HOSTS: readonly Host[] = [claudeCode, cursor, vscode, codex, geminiCli, opencode];
