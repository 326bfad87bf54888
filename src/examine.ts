import { type Config, ConfigError } from './config.ts';
import { type Finding, ok } from './domain/finding.ts';
import { examineStore } from './storage/maintenance.ts';
import { VERSION } from './version.ts';

/** Everything that `doctor` looks at, in the order in which one would. */
export async function examine(readConfig: () => Config): Promise<Finding[]> {
  const { node, sqlite } = process.versions;
  // The launcher has refused versions of Node whose SQLite can lose data.
  const versions = [
    ok('task-manager-mcp', VERSION),
    ok('node', `${node} (${process.execPath})`),
    ok('sqlite', `${sqlite}`),
  ];
  try {
    const config = readConfig();
    const warnings = config.warnings.map((says): Finding => {
      return {
        check: 'settings',
        state: 'warning',
        says,
        mend: 'Set it where the host is started, or leave it out there.',
      };
    });
    const settings = warnings.length === 0 ? [ok('settings', 'all can be read')] : warnings;
    return [...versions, ...settings, ...(await examineStore(config.databaseUrl))];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      ...versions,
      { check: 'settings', state: 'problem', says: error.message, mend: 'Correct it where the host is started.' },
    ];
  }
}
