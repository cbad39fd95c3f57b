// Builds the styles and scripts into the folder named on the command line, under names that change
// with their content, and writes manifest.json: plain name -> built name.
import { rm, mkdir, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import * as esbuild from 'esbuild';

const out = resolve(process.argv[2] ?? '../static/dist');
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const built = await esbuild.build({
  entryPoints: ['src/app.css', 'src/app.js', 'src/modeler/modeler.css', 'src/modeler/modeler.js'],
  splitting: true,
  bundle: true,
  minify: true,
  format: 'esm',
  outdir: out,
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  loader: { '.woff2': 'file', '.svg': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file' },
  target: ['chrome109', 'firefox115', 'safari16'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const manifest = {};
for (const file of Object.keys(built.metafile.outputs).sort()) {
  const name = basename(file);
  manifest[name.replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1')] = name;
}
await writeFile(`${out}/manifest.json`, JSON.stringify(manifest, null, 2) + '\n');
