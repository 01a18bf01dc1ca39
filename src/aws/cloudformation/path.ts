/** Keys and list indexes from the top of a template: `['Resources', 'ImageQueue', 'Properties', 'Tags', 0]`. */
export type Path = readonly (string | number)[];

/** `Resources.ImageQueue.Properties.Tags[0]`, for messages. */
export const showPath = (path: Path): string =>
  path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
