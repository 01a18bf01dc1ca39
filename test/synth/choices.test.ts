/**
 * Every choice of pipeline.config.ts: what is synthesized with it is judged by all rules and by cfn-lint, and one that is
 * off leaves no trace.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bootstrap } from '../../src/synth/bootstrap.ts';
import type { Choices } from '../../src/synth/choices.ts';
import { imagePipeline } from '../../src/synth/image-pipeline.ts';
import { toYaml } from '../../src/synth/yaml.ts';

const OFF: Choices = { dnsFirewall: false };
const plain = (template: object) => JSON.parse(JSON.stringify(template));

test('a choice that is off leaves no trace in the committed template', async () => {
  const committed = await readFile('templates/image-pipeline.yaml', 'utf8');
  assert.ok(committed.endsWith(toYaml(imagePipeline(OFF), 'x').split('\n').slice(1).join('\n')));
  assert.doesNotMatch(committed, /Route53Resolver/);
  assert.doesNotMatch(await readFile('templates/bootstrap.yaml', 'utf8'), /route53resolver/);
  assert.ok(Buffer.byteLength(committed) <= 51_200, 'the default is deployed by hand as it stands');
});

test('with the firewall of names every rule and cfn-lint are content', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'choices-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'image-pipeline.yaml');
  await writeFile(file, toYaml(imagePipeline({ ...OFF, dnsFirewall: true }), 'made by a test'));
  const judged = spawnSync(process.execPath, ['policy/main.ts', file], { encoding: 'utf8' });
  assert.equal(judged.status, 0, judged.stdout + judged.stderr);
  const linted = spawnSync('cfn-lint', [file], { encoding: 'utf8' });
  if (linted.error) t.diagnostic('cfn-lint is not installed');
  else assert.equal(linted.status, 0, linted.stdout);
});

test('the bootstrap of every choice is deployed by hand as it stands', () => {
  const chosen = bootstrap(plain(imagePipeline({ ...OFF, dnsFirewall: true })));
  const comments = 200; // What synth writes above it.
  assert.ok(Buffer.byteLength(toYaml(chosen, 'x')) + comments <= 51_200);
});

test('it is a firewall that answers for S3 first, and then for nothing', () => {
  const { Resources } = imagePipeline({ ...OFF, dnsFirewall: true });
  const { DnsFirewall, DnsFirewallAssociation, S3Names, AllNames } = plain(Resources);
  const rules = DnsFirewall.Properties.FirewallRules as {
    Action: string;
    Priority: number;
    FirewallDomainListId: object;
  }[];
  const [first, second] = rules.toSorted((one, other) => one.Priority - other.Priority);
  assert.deepEqual([first?.Action, first?.FirewallDomainListId], ['ALLOW', { Ref: 'S3Names' }]);
  assert.deepEqual([second?.Action, second?.FirewallDomainListId], ['BLOCK', { Ref: 'AllNames' }]);
  assert.deepEqual(AllNames.Properties.Domains, ['*']);
  assert.equal(S3Names.Properties.Domains.length, 2);
  assert.deepEqual(DnsFirewallAssociation.Properties.VpcId, { Ref: 'Vpc' });
});

test('the service role may make it, and of its parts no others', () => {
  const chosen = plain(bootstrap(plain(imagePipeline({ ...OFF, dnsFirewall: true }))));
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
