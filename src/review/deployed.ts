import { configurationOf } from '../../policy/engine/configuration.ts';
import type { RuleContext } from '../../policy/engine/rule.ts';
import { resolveTemplate } from '../aws/cloudformation/resolve.ts';
import type { SizedSource } from './side.ts';
import { withTokens } from './tokens.ts';

/**
 * A template as an environment deploys it, with the references to resources and to what only AWS knows as text
 * (`${AWS::AccountId}`), so that two of them differ only where they will differ.
 */
export function deployed(source: SizedSource, name: string, parameters: Record<string, string>): RuleContext {
  const template = withTokens(source.template);
  const { settings: own } = configurationOf(template, name, parameters);
  const known = ['Partition', 'URLSuffix', 'NotificationARNs'];
  const pseudo = Object.fromEntries(
    Object.entries(own.pseudo).map(([key, value]) => [key, known.includes(key) ? value : `\${AWS::${key}}`]),
  ) as typeof own.pseudo;
  const settings = { ...own, pseudo };
  return { template, bytes: source.bytes, settings, resolved: resolveTemplate(template, settings) };
}
