import { readFileSync } from 'node:fs';
import { parseTemplate, type Source } from '../src/aws/cloudformation/read.ts';
import { type Choices, DEFAULT_CHOICES } from '../src/pipeline/choices.ts';
import { imagePipeline } from '../src/synth/image-pipeline.ts';
import { HEADER, toYaml } from '../src/synth/yaml.ts';

/** The text of the template that is synthesized with these choices, the others at their default. */
export const synthesizedText = (choices: Partial<Choices> = {}): string =>
  toYaml(imagePipeline({ ...DEFAULT_CHOICES, ...choices }), HEADER);

/** The same, read as every tool reads it. */
export const synthesized = (choices: Partial<Choices> = {}): Source =>
  parseTemplate(synthesizedText(choices), 'image-pipeline.yaml');

/** The text of the committed template. */
export const committedText = (): string => readFileSync('templates/image-pipeline.yaml', 'utf8');
