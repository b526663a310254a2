import path from 'node:path';
import ts from 'typescript';
import { routes } from '../shared/contract/routes.ts';

/** What of the house is in the package; the table of operations is not: its schemas would be a dependency. */
const published =
  /^(client\/(?!build|declarations)|shared\/contract\/(client|routes)\.ts|shared\/problems\/catalogue\.ts)/;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.esnext.d.ts'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
};

/** Asks for the input and the answer of every operation, written out in full. */
const probe = `import type { AnswerOf, InputOf } from './callTypes.ts';
type Full<T> = T extends object ? { [Key in keyof T]: Full<T[Key]> } : T;
${Object.keys(routes)
  .map(
    (id) =>
      `export type Input_${id} = Full<InputOf<'${id}'>>; export type Answer_${id} = Full<AnswerOf<'${id}'>>;`,
  )
  .join('\n')}
`;

/**
 * Type declarations of the package by path, free of schemas.
 * @throws Error with the compiler's messages.
 */
export function declarations(projectFolder: string): ReadonlyMap<string, string> {
  const probeFile = path.join(projectFolder, 'shared/contract/publishedTypes.ts');
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => file === probeFile || fileExists(file);
  host.readFile = (file) => (file === probeFile ? probe : readFile(file));
  host.getSourceFile = (file, version) =>
    file === probeFile ? ts.createSourceFile(file, probe, version, true) : getSourceFile(file, version);
  const entries = ['client/index.ts', 'client/verify.ts'].map((file) => path.join(projectFolder, file));
  const program = ts.createProgram([...entries, probeFile], { ...options, rootDir: projectFolder }, host);
  const found = new Map<string, string>();
  program.emit(undefined, (...[file, text, , , sources]) => {
    const name = path.relative(projectFolder, sources?.[0]?.fileName ?? file);
    if (published.test(name)) found.set(name.replace(/\.ts$/, '.d.ts'), withJsEndings(text));
  });
  found.set('shared/contract/callTypes.d.ts', callTypes(program, probeFile));
  return found;
}

function withJsEndings(text: string): string {
  return text.replace(/(from '\.[^']*|import\("\.[^"]*)\.ts(['"])/g, '$1.js$2');
}

/** The same names as the module that it takes the place of, without the schemas behind them. */
function callTypes(program: ts.Program, probeFile: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(probeFile);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error('The types of the operations cannot be read.');
  const text = new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
      return [
        symbol.name,
        checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol), undefined, flags),
      ] as const;
    }),
  );
  const rows = Object.keys(routes).map(
    (id) =>
      `  ${id}: { input: ${text.get(`Input_${id}`) ?? 'never'}; answer: ${text.get(`Answer_${id}`) ?? 'never'} };`,
  );
  return [
    'export interface Operations {',
    ...rows,
    '}',
    'export type OperationId = keyof Operations;',
    "export type InputOf<Id extends OperationId> = Operations[Id]['input'];",
    "export type AnswerOf<Id extends OperationId> = Operations[Id]['answer'];",
    'export interface AnswerHeaders { readonly etag?: string; readonly replayed: boolean }',
    '',
  ].join('\n');
}
