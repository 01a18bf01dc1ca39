import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { importsOf } from './file-imports.ts';

/** From the ground up: a file imports from its own room and from rooms below. CONTRIBUTING.md draws them. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/shared'],
  ['src/handler'],
  ['src/aws/cloudformation'],
  ['src/aws/iam', 'src/aws/cloudwatch', 'src/aws/s3'],
  ['src/pipeline'],
  ['policy', 'src/synth', 'src/build'],
  ['src/local', 'src/review', 'src/ops', 'src/deploy'],
  ['bench'],
];

const files = ['src', 'policy', 'bench'].flatMap((folder) => globSync(`${folder}/**/*.ts`)).sort();

type Import = { from: string; to: string };
const imports: readonly Import[] = files.flatMap((from) => importsOf(from).map((to) => ({ from, to })));

const floorOf = (file: string): { floor: number; room: string } | undefined => {
  const floor = FLOORS.findIndex((rooms) => rooms.some((room) => file.startsWith(`${room}/`)));
  const room = FLOORS[floor]?.find((each) => file.startsWith(`${each}/`));
  return room === undefined ? undefined : { floor, room };
};

/** Imports that do not lead down: up, or to another room of the same floor. */
const upward = (all: readonly Import[]): Import[] =>
  all.filter(({ from, to }) => {
    const [here, there] = [floorOf(from), floorOf(to)];
    return here && there && here.room !== there.room && there.floor >= here.floor;
  });

/** What lies on a circle, or on a way between two: what is left when all without imports, or importers, are taken away. */
function circles(all: readonly Import[]): string[] {
  let left = all.filter(({ from, to }) => from !== to);
  for (let length = -1; length !== left.length; ) {
    length = left.length;
    const [importers, imported] = [new Set(left.map(({ from }) => from)), new Set(left.map(({ to }) => to))];
    left = left.filter(({ from, to }) => importers.has(to) && imported.has(from));
  }
  return [...new Set(left.map(({ from }) => from))].sort();
}

const folders = (all: readonly Import[]): Import[] =>
  all.map(({ from, to }) => ({ from: dirname(from), to: dirname(to) }));

test('every file stands in a room', () => {
  assert.deepEqual(
    files.filter((file) => !floorOf(file)),
    [],
  );
});

test('CONTRIBUTING.md draws every room, each floor below those that may import from it', () => {
  const [, drawing = ''] =
    /^## The rooms\n[\s\S]*?```\n([\s\S]*?)```/m.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? [];
  const lines = drawing.split('\n');
  const drawn = (room: string): number => lines.findIndex((line) => line.includes(`${room}/`));
  const places = FLOORS.toReversed().map((rooms) => rooms.map(drawn));
  assert.ok(places.flat().every((place) => place >= 0));
  assert.deepEqual(
    places.flat(),
    places.flat().toSorted((one, other) => one - other),
  );
});

test('no file imports from a room above its own or beside it', () => {
  assert.deepEqual(upward(imports), []);
  assert.equal(upward([...imports, { from: 'src/aws/s3/store.ts', to: 'src/local/run.ts' }]).length, 1);
  assert.equal(upward([...imports, { from: 'src/review/main.ts', to: 'src/ops/main.ts' }]).length, 1);
});

test('no files import one another in a circle', () => {
  assert.deepEqual(circles(imports), []);
  const [{ from, to } = { from: '', to: '' }] = imports;
  assert.ok(circles([...imports, { from: to, to: from }]).includes(from));
});

test('no folders import one another in a circle', () => {
  assert.deepEqual(circles(folders(imports)), []);
});

test('tests and measurements are imported by nothing outside of them', () => {
  assert.deepEqual(
    imports.filter(({ to }) => to.startsWith('test/') || to.startsWith('..')),
    [],
  );
});

const idsOf = (template: string): string[] => {
  const sections = /^(Parameters|Conditions|Resources):\n((?:(?: .*)?\n)*)/gm;
  return [...template.matchAll(sections)].flatMap(([, , body = '']) =>
    [...body.matchAll(/^ {2}(\w+):/gm)].map(([, id = '']) => id),
  );
};

/** Names of AWS that the template gives to its own parts as well. */
const ALSO_AWS = [
  'Dashboard',
  'RouteTable',
  'Vpc',
  'MemorySize',
  'BatchSize',
  'PermissionsBoundary',
  'VisibilityTimeout',
];

test('nothing under src/aws names a part of this stack', () => {
  const ids = globSync('templates/*.yaml').flatMap((file) => idsOf(readFileSync(file, 'utf8')));
  assert.ok(ids.length > 100);
  const name = new RegExp(`\\b(?:${ids.filter((id) => !ALSO_AWS.includes(id)).join('|')}|ImagePipeline)\\b`);
  const named = globSync('src/aws/**/*.ts').flatMap((file) => {
    // Comments may give examples.
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    return code
      .split('\n')
      .filter((line) => name.test(line))
      .map((line) => `${file}: ${line.trim()}`);
  });
  assert.deepEqual(named, []);
});
