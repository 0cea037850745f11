// Arguments: a JSON file with [{name, document}], and the folders in which kubernetes-models, @kubernetes-models/keda and
// typescript are installed. Prints one line: an object with the problems of each name.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [input, kubernetes, keda, typescript] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(input, 'utf8'));
const ts = createRequire(join(typescript, 'package.json'))('typescript');

function modelOf({ apiVersion, kind }) {
  const installed = apiVersion.startsWith('keda.sh/')
    ? join(keda, 'node_modules', '@kubernetes-models', 'keda')
    : join(kubernetes, 'node_modules', 'kubernetes-models');
  return join(installed, apiVersion, `${kind}.js`);
}

const problems = Object.fromEntries(cases.map(({ name }) => [name, []]));

for (const { name, document } of cases) {
  const module = await import(pathToFileURL(modelOf(document)));
  try {
    new module[document.kind](document).validate();
  } catch (error) {
    problems[name].push(`schema: ${error.message}`);
  }
}

// An object literal may not have a field that its type does not have.
const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
try {
  const files = cases.map(({ name, document }, i) => {
    const file = join(folder, `case${i}.ts`);
    writeFileSync(file, `import type { I${document.kind} as Declared } from ${JSON.stringify(modelOf(document))};\n`
      + `export const manifest: Declared = ${JSON.stringify(document)};\n`);
    return { name, file };
  });
  const program = ts.createProgram(files.map(({ file }) => file), {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
  });
  for (const { name, file } of files) {
    const source = program.getSourceFile(file);
    for (const found of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
      problems[name].push(`declaration: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(JSON.stringify(problems));
