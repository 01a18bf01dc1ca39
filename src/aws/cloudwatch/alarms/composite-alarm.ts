import type { ResolvedResource } from '../../cloudformation/resolve.ts';
import { readTokens, type TokenReader } from '../syntax/tokens.ts';
import { checkKnown } from '../syntax/unknown-part.ts';
import type { AlarmState } from './alarm-state.ts';
import { type AlarmActions, readActions } from './metric-alarm.ts';

/** The state of an alarm by its name or its ARN, as it stands in a rule. */
type StateOf = (alarm: string) => AlarmState;

type CompositeRule = {
  /** The names or ARNs in it. */
  alarms: readonly string[];
  holds(stateOf: StateOf): boolean;
};

type Term = (stateOf: StateOf) => boolean;

const GRAMMAR = {
  text: /"[^"]*"/,
  // Names may hold nearly any character; without quotation marks they end at a space or a bracket.
  word: /[^\s()",]+/,
  bracket: /[()]/,
};

const STATES: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] satisfies AlarmState[];

function readTerm(reader: TokenReader, alarms: string[]): Term {
  if (reader.accept('NOT')) {
    const inner = readTerm(reader, alarms);
    return (stateOf) => !inner(stateOf);
  }
  if (reader.accept('(')) {
    const inner = readOr(reader, alarms);
    reader.expect(')');
    return inner;
  }
  if (reader.accept('TRUE')) return () => true;
  if (reader.accept('FALSE')) return () => false;
  const state = reader.accept(...STATES);
  if (state === undefined) throw reader.unexpected(`${STATES.join(', ')}, TRUE or FALSE`);
  reader.expect('(');
  const token = reader.acceptKind('text', 'word');
  if (token === undefined) throw reader.unexpected('the name or ARN of an alarm');
  const alarm = token.text.replace(/^"(.*)"$/, '$1');
  reader.expect(')');
  alarms.push(alarm);
  return (stateOf) => stateOf(alarm) === state;
}

function readAnd(reader: TokenReader, alarms: string[]): Term {
  const terms = [readTerm(reader, alarms)];
  while (reader.accept('AND')) terms.push(readTerm(reader, alarms));
  return (stateOf) => terms.every((term) => term(stateOf));
}

function readOr(reader: TokenReader, alarms: string[]): Term {
  const terms = [readAnd(reader, alarms)];
  while (reader.accept('OR')) terms.push(readAnd(reader, alarms));
  return (stateOf) => terms.some((term) => term(stateOf));
}

/**
 * Reads an AlarmRule: `ALARM("a") OR (ALARM("b") AND NOT ALARM("c"))`. Throws UnknownPart for what is not in it, such as
 * AT_LEAST. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function readCompositeRule(rule: string): CompositeRule {
  const alarms: string[] = [];
  const reader = readTokens(rule, GRAMMAR, 'the rule of a composite alarm');
  const holds = readOr(reader, alarms);
  reader.end();
  return { alarms, holds };
}

/** An AWS::CloudWatch::CompositeAlarm. */
export type CompositeAlarm = {
  logicalId: string;
  name: string;
  description: string;
  actions: AlarmActions;
  rule: CompositeRule;
};

/** Without the suppression of actions, which the model does not know. */
const KNOWN = [
  ...['AlarmName', 'AlarmDescription', 'AlarmRule', 'Tags'],
  ...['ActionsEnabled', 'AlarmActions', 'OKActions', 'InsufficientDataActions'],
];

/** Reads a composite alarm of a resolved template; `name` is what Ref gives. Throws UnknownPart. */
export function readCompositeAlarm({ LogicalId, Properties }: ResolvedResource, name: string): CompositeAlarm {
  checkKnown(LogicalId, Properties, KNOWN);
  return {
    logicalId: LogicalId,
    name,
    description: String(Properties['AlarmDescription'] ?? ''),
    actions: readActions(Properties),
    rule: readCompositeRule(String(Properties['AlarmRule'])),
  };
}
