import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AlarmState, judge, type MissingData } from '../../../../src/aws/cloudwatch/alarms/alarm-state.ts';

/** 0 within the threshold, X breaching, - missing, as AWS's tables write them. */
const rangeOf = (text: string) => text.split(' ').map((mark) => (mark === '-' ? undefined : mark === 'X'));

const WAYS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** In any state before; `before` is what "retain current state" means in the tables. */
const states = (range: string, datapointsToAlarm: number, before: AlarmState) =>
  WAYS.map((treatMissingData) =>
    judge(rangeOf(range), { evaluationPeriods: 3, datapointsToAlarm, treatMissingData, before }),
  );

const RETAIN = 'retain';

/** Of "How alarm state is evaluated when data is missing", whose editions differ in their last rows: all are here. */
const THREE_OF_THREE: [string, string[]][] = [
  ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', ['INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK']],
  ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - - - X', ['INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK']],
  ['X - - - -', ['ALARM', RETAIN, 'ALARM', 'OK']],
  ['- - X - -', ['ALARM', RETAIN, 'ALARM', 'OK']],
];
const TWO_OF_THREE: [string, string[]][] = [
  ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - X', ['INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK']],
  ['- - - X -', ['ALARM', RETAIN, 'ALARM', 'OK']],
];

for (const [datapointsToAlarm, table] of [
  [3, THREE_OF_THREE],
  [2, TWO_OF_THREE],
] as const)
  for (const [range, expected] of table)
    test(`${datapointsToAlarm} of 3 data points alarm: ${range} is judged as in AWS's table`, () => {
      for (const before of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)
        assert.deepEqual(
          states(range, datapointsToAlarm, before),
          expected.map((state) => (state === RETAIN ? before : state)),
        );
    });

test('only the most recent of enough data points count', () => {
  assert.equal(
    judge(rangeOf('X X 0 0 0'), {
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      treatMissingData: 'missing',
      before: 'OK',
    }),
    'OK',
  );
});
