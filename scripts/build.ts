import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { input, output } from './bundle.ts';
import { bundledPackages, toLicenses, toSbom } from './third-party.ts';

const DIST = 'dist';

rmSync(DIST, { recursive: true, force: true });
const build = await rolldown(input);
const { output: chunks } = await build.write(output);
await build.close();
chmodSync(join(DIST, 'bin.js'), 0o755);

// The library's types stand in one file that imports nothing, so a consumer needs none of our packages.
const types = join(tmpdir(), `task-manager-types-${process.pid}`);
mkdirSync(types);
try {
  const flags = ['-p', 'tsconfig.build.json', '--outDir', types];
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...flags], { stdio: 'inherit' });
  cpSync(join(types, 'src/index.d.ts'), join(DIST, 'index.d.ts'));
} finally {
  rmSync(types, { recursive: true });
}

const packages = bundledPackages(chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])));
writeFileSync(join(DIST, 'THIRD-PARTY.txt'), toLicenses(packages));
writeFileSync(join(DIST, 'sbom.cdx.json'), toSbom(packages));
