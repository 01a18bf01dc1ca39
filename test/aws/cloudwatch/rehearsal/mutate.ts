import type { ResolvedResource } from '../../../../src/aws/cloudformation/attribute-of.ts';
import type { Recording } from '../../../../src/local/metrics/recording.ts';
import type { Recordings } from './recordings.ts';

type Resources = Readonly<Record<string, ResolvedResource>>;

const mapRecordings = (recordings: Recordings, change: (recording: Recording) => Recording): Recordings =>
  Object.fromEntries(Object.entries(recordings).map(([name, recording]) => [name, change(recording)])) as Recordings;

const asFields = (line: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** The recordings of a handler that gives a field of its lines, at their first level, another name. */
export const withField = (recordings: Recordings, name: string, other: string): Recordings =>
  mapRecordings(recordings, (recording) => ({
    ...recording,
    lines: recording.lines.map(({ at, line }) => {
      const fields = asFields(line);
      if (fields === undefined || !Object.hasOwn(fields, name)) return { at, line };
      const { [name]: value, ...rest } = fields;
      return { at, line: JSON.stringify({ ...rest, [other]: value }) };
    }),
  }));

/** The recordings of a handler that gives a metric another name: in the field, and where the metadata names it. */
export const withMetric = (recordings: Recordings, name: string, other: string): Recordings =>
  mapRecordings(withField(recordings, name, other), (recording) => ({
    ...recording,
    lines: recording.lines.map(({ at, line }) => ({
      at,
      line: line.includes('"_aws"') ? line.replaceAll(`"Name":"${name}"`, `"Name":"${other}"`) : line,
    })),
  }));

const times = (value: unknown, factor: number): unknown =>
  Array.isArray(value) ? value.map((each) => times(each, factor)) : Number(value) * factor;

/** The line with a metric that it embeds times a factor; a line without the metric as it is. */
function scaledLine(line: string, metric: string, factor: number): string {
  const fields = line.includes(`"Name":"${metric}"`) ? asFields(line) : undefined;
  return fields?.['_aws'] === undefined ? line : JSON.stringify({ ...fields, [metric]: times(fields[metric], factor) });
}

/** A recording in which every value of a metric, published by a service or embedded in the log, is times a factor. */
export const withScaled = ({ lines, data, ...rest }: Recording, metric: string, factor: number): Recording => ({
  ...rest,
  lines: lines.map(({ at, line }) => ({ at, line: scaledLine(line, metric, factor) })),
  data: data.map((datum) =>
    datum.name === metric ? { ...datum, values: datum.values.map((value) => value * factor) } : datum,
  ),
});

type Dimension = { Name: string; Value: unknown };

/** Every list of dimensions in the properties of an alarm, changed. */
function changeDimensions(value: unknown, change: (dimension: Dimension) => Dimension): unknown {
  if (Array.isArray(value)) return value.map((item) => changeDimensions(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === 'Dimensions' ? (child as Dimension[]).map(change) : changeDimensions(child, change),
    ]),
  );
}

/** Resources in which one alarm gives its dimensions other names, or has one where it should have none. */
export function withDimensions(resources: Resources, alarm: string): Resources {
  const resource = resources[alarm];
  if (resource === undefined) throw new Error(`Expected an alarm ${alarm}`);
  const renamed = changeDimensions(resource.Properties, ({ Name, Value }) => ({ Name: `${Name}Renamed`, Value }));
  const isChanged = JSON.stringify(renamed) !== JSON.stringify(resource.Properties);
  const stray = isChanged ? {} : { Dimensions: [{ Name: 'Stray', Value: 'dimension' }] };
  const Properties = { ...(renamed as Record<string, unknown>), ...stray };
  return { ...resources, [alarm]: { ...resource, Properties } };
}
