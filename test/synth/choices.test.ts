/**
 * The choices of pipeline.config.ts, each alone and all pairs: what is synthesized with them is judged by all rules, by
 * cfn-lint, and by its size, and one that is at its default leaves no trace.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it, test } from 'node:test';
import { choices as configured } from '../../pipeline.config.ts';
import { run } from '../../policy/run.ts';
import { readEnvironment } from '../../src/handler/settings/environment.ts';
import { type Choices, choiceNames, DEFAULT_CHOICES, valuesOf } from '../../src/pipeline/choices.ts';
import { bootstrap } from '../../src/synth/bootstrap.ts';
import { checkedChoices } from '../../src/synth/choices.ts';
import { imagePipeline } from '../../src/synth/image-pipeline.ts';
import { HEADER, toYaml } from '../../src/synth/yaml.ts';
import { ENVIRONMENT } from '../handler/environment.ts';
import { alternatives, synthesized, synthesizedText } from '../synthesized.ts';

/** What CloudFormation takes of a template in an S3 object: the largest that can be deployed. */
const LARGEST_BYTES = 1_048_576;

/** The largest that is deployed without a bucket, as the bootstrap is by hand. */
const LARGEST_INLINE_BYTES = 51_200;

const withChoices = (choices: Partial<Choices>): Choices => ({ ...DEFAULT_CHOICES, ...choices });
// biome-ignore lint/suspicious/noExplicitAny: a template as data
const plain = (template: object): any => JSON.parse(JSON.stringify(template));
const textOfBootstrap = (choices: Partial<Choices>) =>
  toYaml(bootstrap(plain(imagePipeline(withChoices(choices)))), HEADER);

test('what is committed is made by the default choices, which leave no trace', async () => {
  assert.deepEqual(configured, DEFAULT_CHOICES);
  const committed = await readFile('templates/image-pipeline.yaml', 'utf8');
  assert.equal(committed, synthesizedText());
  assert.doesNotMatch(committed, /Choices|ANIMATION_OVER_LIMIT|Route53Resolver|INTELLIGENT_TIERING|Ref: AlarmTopicArn/);
  assert.doesNotMatch(await readFile('templates/bootstrap.yaml', 'utf8'), /route53resolver/);
});

test('each choice leaves out what belongs to another', () => {
  assert.doesNotMatch(synthesizedText({ networkAccess: 'internet' }), /EC2::|VpcConfig|AvailabilityZone/);
  assert.doesNotMatch(
    synthesizedText({ processedStorage: 'intelligent-tiering' }),
    /GLACIER|STANDARD_IA|ProcessedGlacierDays/,
  );
  assert.doesNotMatch(synthesizedText(), /AccessLog|LoggingConfiguration/);
  assert.doesNotMatch(synthesizedText({ alarmTopic: 'existing' }), /SNS::|KMS::|AlarmEmail|AlarmKeyArn/);
  assert.match(synthesizedText({ alarmTopic: 'existing' }), /Metadata:[\s\S]*Choices:\n? *{?alarmTopic: existing/);
});

describe('every choice alone, and all pairs', () => {
  const every = alternatives();
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'choices-'));
    await Promise.all(every.map((_, at) => mkdir(join(folder, String(at)))));
    await Promise.all(
      every.flatMap((choices, at) => [
        writeFile(join(folder, String(at), 'image-pipeline.yaml'), synthesizedText(choices)),
        writeFile(join(folder, String(at), 'bootstrap.yaml'), textOfBootstrap(choices)),
      ]),
    );
    return () => rm(folder, { recursive: true });
  });
  const files = (of: string) => every.map((_, at) => join(folder, String(at), `${of}.yaml`));

  it('has every other value alone, and every pair of two choices', () => {
    const others = choiceNames.map((name) => valuesOf(name).length - 1);
    const alone = others.reduce((sum, count) => sum + count, 0);
    const pairs = others.flatMap((count, at) => others.slice(at + 1).map((other) => count * other));
    assert.equal(every.length, alone + pairs.reduce((sum, count) => sum + count, 0));
    assert.equal(new Set(every.map((choices) => synthesizedText(choices))).size, every.length);
  });

  it('offends no rule', async () => {
    const bootstraps = files('bootstrap');
    for (const [at, file] of files('image-pipeline').entries()) {
      // Together: a bootstrap grants what the pipeline beside it needs.
      const { findings } = await run([file, bootstraps[at] ?? ''], [], '2026-01-01');
      assert.deepEqual(findings, [], JSON.stringify(every[at]));
    }
  });

  it('satisfies cfn-lint', (t) => {
    const linted = spawnSync('cfn-lint', [...files('image-pipeline'), ...files('bootstrap')], { encoding: 'utf8' });
    if (linted.error) return t.skip('cfn-lint is not installed');
    assert.equal(linted.status, 0, linted.stdout);
  });

  it('is small enough to be deployed from a bucket, and the bootstrap without one', () => {
    for (const choices of every) {
      assert.ok(Buffer.byteLength(synthesizedText(choices)) <= LARGEST_BYTES);
      assert.ok(Buffer.byteLength(textOfBootstrap(choices)) <= LARGEST_INLINE_BYTES);
    }
  });
});

describe('a choice that cannot be', () => {
  const wrong: [string, object, RegExp][] = [
    [
      'has another value',
      { networkAccess: 'isolatd' },
      /^pipeline\.config\.ts: Expected networkAccess to be one of isolated, isolated-with-dns-firewall, internet but received isolatd$/,
    ],
    ['has no value', { alarmTopic: undefined }, /Expected alarmTopic to be one of own, existing but received nothing$/],
    ['has another name', { dnsFirewall: true }, /Expected one of networkAccess, .* but received dnsFirewall$/],
  ];
  for (const [title, given, message] of wrong)
    it(`is one sentence where it ${title}`, () => {
      assert.throws(() => checkedChoices({ ...DEFAULT_CHOICES, ...given }), { name: 'UserError', message });
    });

  it('is a type error', () => {
    // @ts-expect-error no such value
    const value: Partial<Choices> = { networkAccess: 'isolatd' };
    // @ts-expect-error no such choice
    const name: Partial<Choices> = { dnsFirewall: true };
    assert.ok(value && name);
  });
});

test('animationOverLimit is what the handler reads, and what it takes where nothing is said', () => {
  for (const animationOverLimit of ['degrade', 'refuse'] as const) {
    const { ImageFunction } = synthesized({ animationOverLimit }).template.Resources;
    const { Variables } = (ImageFunction?.Properties?.['Environment'] ?? {}) as { Variables?: Record<string, string> };
    const said = Variables?.['ANIMATION_OVER_LIMIT'];
    const environment = { ...ENVIRONMENT, ...(said !== undefined && { ANIMATION_OVER_LIMIT: said }) };
    assert.equal(readEnvironment(environment).limits.animationOverLimit, animationOverLimit);
  }
});

describe('the firewall of names', () => {
  const choices = { networkAccess: 'isolated-with-dns-firewall' } as const;

  it('answers for S3 first, and then for nothing', () => {
    const { DnsFirewall, DnsFirewallAssociation, S3Names, AllNames } = synthesized(choices).template.Resources;
    const rules = DnsFirewall?.Properties?.['FirewallRules'] as {
      Action: string;
      Priority: number;
      FirewallDomainListId: object;
    }[];
    const [first, second] = rules.toSorted((one, other) => one.Priority - other.Priority);
    assert.deepEqual([first?.Action, first?.FirewallDomainListId], ['ALLOW', { Ref: 'S3Names' }]);
    assert.deepEqual([second?.Action, second?.FirewallDomainListId], ['BLOCK', { Ref: 'AllNames' }]);
    assert.deepEqual(AllNames?.Properties?.['Domains'], ['*']);
    assert.equal((S3Names?.Properties?.['Domains'] as unknown[] | undefined)?.length, 2);
    assert.deepEqual(DnsFirewallAssociation?.Properties?.['VpcId'], { Ref: 'Vpc' });
  });

  it('is made by the service role, which may make no other', () => {
    const chosen = plain(bootstrap(plain(imagePipeline(withChoices(choices)))));
    const statements = chosen.Resources.ChangePipelinePolicy.Properties.PolicyDocument.Statement as {
      Sid: string;
      Action: string[];
      Condition: Record<string, object>;
    }[];
    const of = (sid: string) => statements.find(({ Sid }) => Sid === sid);
    // As the registry lists them for the three types: create, update and delete.
    assert.deepEqual(
      [...new Set([...(of('CreateFirewall')?.Action ?? []), ...(of('ChangeFirewall')?.Action ?? [])])].toSorted(),
      [
        'AssociateFirewallRuleGroup',
        'CreateFirewallDomainList',
        'CreateFirewallRule',
        'CreateFirewallRuleGroup',
        'DeleteFirewallDomainList',
        'DeleteFirewallRule',
        'DeleteFirewallRuleGroup',
        'DisassociateFirewallRuleGroup',
        'TagResource',
        'UntagResource',
        'UpdateFirewallDomains',
        'UpdateFirewallRule',
        'UpdateFirewallRuleGroupAssociation',
      ].map((name) => `route53resolver:${name}`),
    );
    for (const sid of ['CreateFirewall', 'ChangeFirewall'])
      assert.match(JSON.stringify(of(sid)?.Condition), /aws:cloudformation:stack-name/);
  });
});
