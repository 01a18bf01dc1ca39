import { parseTemplate, type Source } from '../src/aws/cloudformation/read.ts';
import { type Choices, choiceNames, DEFAULT_CHOICES, valuesOf } from '../src/pipeline/choices.ts';
import { imagePipeline } from '../src/synth/image-pipeline.ts';
import { HEADER, toYaml } from '../src/synth/yaml.ts';

/** The text of the template that is synthesized with these choices, the others at their default. */
export const synthesizedText = (choices: Partial<Choices> = {}): string =>
  toYaml(imagePipeline({ ...DEFAULT_CHOICES, ...choices }), HEADER);

/** The same, read as every tool reads it. */
export const synthesized = (choices: Partial<Choices> = {}): Source =>
  parseTemplate(synthesizedText(choices), 'image-pipeline.yaml');

/** Each choice set to each of its other values alone, then each pair of such values. */
export function alternatives(): Partial<Choices>[] {
  const singles = choiceNames.flatMap((name) =>
    valuesOf(name)
      .slice(1)
      .map((value): Partial<Choices> => ({ [name]: value })),
  );
  const pairs = singles.flatMap((one, at) =>
    singles
      .slice(at + 1)
      .filter((other) => Object.keys(one)[0] !== Object.keys(other)[0])
      .map((other) => ({ ...one, ...other })),
  );
  return [...singles, ...pairs];
}
