import type { AlarmState } from './alarm-state.ts';

/** Whom an alarm tells of a new state: ARNs, by the state. */
export type AlarmActions = Readonly<Record<AlarmState, readonly string[]>>;

const listOf = (value: unknown): string[] => [value ?? []].flat().map(String);

/** The actions of an alarm of either kind; none where they are not enabled. */
export function readActions(properties: Readonly<Record<string, unknown>>): AlarmActions {
  const isEnabled = String(properties['ActionsEnabled'] ?? true) === 'true';
  const actions = (name: string): string[] => (isEnabled ? listOf(properties[name]) : []);
  return {
    ALARM: actions('AlarmActions'),
    OK: actions('OKActions'),
    INSUFFICIENT_DATA: actions('InsufficientDataActions'),
  };
}
