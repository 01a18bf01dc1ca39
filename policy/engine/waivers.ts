import { Ajv } from 'ajv';
import { toValue } from '../../src/aws/cloudformation/nodes.ts';
import { parseYaml } from '../../src/aws/cloudformation/yaml.ts';
import { FileError, readText } from '../../src/shared/file-error.ts';
import { WITHOUT_META_SCHEMA } from '../../src/shared/without-meta-schema.ts';
import type { ReportedFinding, RuleText } from './judge.ts';

/** An accepted finding; `expires` is the last day on which it is, as YYYY-MM-DD in UTC. */
export type Waiver = { rule: string; logicalId: string; reason: string; expires: string; line: number };

/** The waivers of a file, in its order. */
export type Waivers = { file: string; entries: Waiver[] };

/** What is wrong with a waiver is a finding of this. It judges no template, so it is no rule of the list. */
export const waiverRule: RuleText = {
  id: 'STACK-17',
  title: 'Every waiver waives something, and has not expired',
  why: 'A waiver that outlives its reason hides the next fault of the same kind.',
  reference: {
    url: 'https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_securely_operate_control_objectives.html',
    controls: ['Well-Architected SEC01-BP03'],
  },
};

const isDate = (text: string): boolean =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

const words = { type: 'string', pattern: '\\S' };
const validate = new Ajv({ allErrors: true, formats: { date: isDate }, ...WITHOUT_META_SCHEMA }).compile<{
  waivers: Omit<Waiver, 'line'>[];
}>({
  type: 'object',
  additionalProperties: false,
  required: ['waivers'],
  properties: {
    waivers: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['rule', 'logicalId', 'reason', 'expires'],
        properties: {
          rule: { type: 'string', pattern: '^[A-Z0-9]+-[0-9]+$' },
          logicalId: { type: 'string', pattern: '^[A-Za-z0-9]+$' },
          reason: words,
          expires: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date' },
        },
      },
    },
  },
});

/** Reads the file of waivers; throws FileError, a line for each problem. */
export async function readWaivers(file: string): Promise<Waivers> {
  const { value, lineOf } = toValue(parseYaml(await readText(file), file));
  if (!validate(value)) {
    const problems = (validate.errors ?? []).map(({ instancePath, message = '', params }) => {
      const path = instancePath.split('/').slice(1);
      const steps = path.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const extra = params['additionalProperty'] === undefined ? '' : ` but received ${params['additionalProperty']}`;
      return `${file}:${lineOf(steps)}: ${path.join('.') || 'The file'} ${message}${extra}`;
    });
    throw new FileError(problems.join('\n'));
  }
  return { file, entries: value.waivers.map((waiver, at) => ({ ...waiver, line: lineOf(['waivers', at]) })) };
}

/** Findings split into those that stand and those that are waived, and what is wrong with the waivers themselves. */
export type Waived = {
  standing: ReportedFinding[];
  waived: (ReportedFinding & { reason: string })[];
  wrong: ReportedFinding[];
};

/** Applies waivers to findings of the committed templates. `today` is YYYY-MM-DD. */
export function applyWaivers(findings: readonly ReportedFinding[], { file, entries }: Waivers, today: string): Waived {
  const isOver = ({ expires }: Waiver): boolean => expires < today;
  const covers = ({ rule, logicalId }: Waiver, finding: ReportedFinding): boolean =>
    finding.rule.id === rule && finding.path[1] === logicalId;
  const valid = entries.filter((waiver) => !isOver(waiver));
  const outcome: Waived = { standing: [], waived: [], wrong: [] };
  for (const finding of findings) {
    const waiver = valid.find((candidate) => covers(candidate, finding));
    if (waiver) outcome.waived.push({ ...finding, reason: waiver.reason });
    else outcome.standing.push(finding);
  }
  outcome.wrong = entries.flatMap((waiver): ReportedFinding[] => {
    const at = {
      rule: waiverRule,
      file,
      line: waiver.line,
      path: ['waivers', entries.indexOf(waiver)],
      configurations: [],
    };
    const what = `${waiver.rule} for ${waiver.logicalId}`;
    if (isOver(waiver))
      return [{ ...at, expected: `${what} to end on ${today} or later`, received: `${waiver.expires}` }];
    if (findings.some((finding) => covers(waiver, finding))) return [];
    return [{ ...at, expected: `a finding of ${what}`, received: 'none' }];
  });
  return outcome;
}
