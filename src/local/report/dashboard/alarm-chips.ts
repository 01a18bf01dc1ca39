import { type Html, html } from './html.ts';
import type { ObservedAlarm } from './observe.ts';

/** `FunctionErrorsAlarm` as "Function errors". */
export const alarmTitle = (logicalId: string): string => {
  const [first = '', ...rest] = logicalId.replace(/Alarm$/, '').split(/(?<=[a-z])(?=[A-Z])/);
  return [first, ...rest.map((word) => word.toLowerCase())].join(' ');
};

const WORDS = { OK: 'OK', ALARM: 'in alarm', INSUFFICIENT_DATA: 'no data' } as const;

const chip = ({ logicalId, description, isComposite, state }: ObservedAlarm): Html => html`
<li class="chip ${state.toLowerCase()}${isComposite ? ' composite' : ''}" title="${description}">${alarmTitle(logicalId)} <b>${WORDS[state]}</b></li>`;

/** The alarms with their states, the composite ones first. */
export const drawAlarms = (alarms: readonly ObservedAlarm[]): Html => html`<ul class="alarms">${alarms.map(chip)}</ul>`;
