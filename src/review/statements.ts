import type { RuleContext } from '../../policy/engine/rule.ts';
import { listOf } from '../../policy/engine/values.ts';
import { statementsOf } from '../../policy/facts/statements.ts';

/** What an element lists; `not` for NotAction and its like. */
export type Element = { not: boolean; values: string[] };

/** A statement of a deployed template, ready to be compared. */
export type Stated = {
  /** The logical id of what has the policy. */
  holder: string;
  kind: string;
  sid: string | undefined;
  allows: boolean;
  actions: Element;
  resources: Element;
  principals: Element;
  conditions: { operator: string; key: string; values: string[] }[];
};

/** All statements of a template: of roles, of resources, of trust, of endpoints. */
export const statedIn = (judged: RuleContext): Stated[] =>
  statementsOf(judged, 'identity', 'resource', 'trust', 'endpoint').map((statement) => {
    const negated = (name: string): string[] =>
      listOf(statement.element(name)).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const element = (values: string[], name: string): Element => {
      const others = negated(name);
      return others.length > 0 ? { not: true, values: others } : { not: false, values };
    };
    return {
      holder: statement.owner.LogicalId,
      kind: statement.kind,
      sid: statement.sid,
      allows: statement.allows,
      actions: element(statement.actions, 'NotAction'),
      resources: element(statement.resources, 'NotResource'),
      principals: element(statement.principals, 'NotPrincipal'),
      conditions: statement.conditions,
    };
  });
