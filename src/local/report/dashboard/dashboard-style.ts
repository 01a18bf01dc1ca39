/** The style of the dashboard and of the alarms above the page: a grid of 24 columns, one column on a phone. */
export const DASHBOARD_STYLE = `
:root { --c0: #2a6fb0; --c1: #c4571b; --c2: #2f8557; --c3: #8a4bb5; --c4: #a8781a; --c5: #b33a6b; }
@media (prefers-color-scheme: dark) { :root { --c0: #7db7ee; --c1: #f2996a; --c2: #74cf9d; --c3: #c69ae8; --c4: #e0bb66;
  --c5: #f08fb5; } }
.alarms { display: flex; flex-wrap: wrap; gap: .4rem; margin: .8rem 0 0; padding: 0; list-style: none; }
.chip { padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper); font-size: .85rem; }
.chip b { font-weight: 600; } .chip.ok b { color: var(--good); } .chip.insufficient_data b { color: var(--soft); }
.chip.alarm { border-color: var(--bad); } .chip.alarm b { color: var(--bad); } .chip.composite { font-weight: 600; }
#dashboard { max-width: 96rem; margin: 0 auto; padding: 0 1rem 1.5rem; }
#dashboard > h2 { font-size: 1.3rem; } #dashboard > p { margin: .3rem 0 1rem; color: var(--soft); }
.grid { display: grid; grid-template-columns: repeat(24, minmax(0, 1fr)); grid-auto-rows: 2.6rem; gap: .7rem; }
.widget { grid-column: var(--x) / span var(--w); grid-row: var(--y) / span var(--h); display: flex; flex-direction: column;
  min-width: 0; overflow: auto; padding: .7rem .9rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
.widget h3 { margin: 0 0 .4rem; font-size: .95rem; } .widget .alarms { margin: 0; } .widget p { margin: 0 0 .4rem; }
.chart { flex: 1; display: grid; grid-template-columns: auto minmax(0, 1fr) auto; grid-template-rows: minmax(3rem, 1fr) auto;
  gap: .1rem .4rem; min-height: 5.5rem; font-size: .72rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.chart svg { width: 100%; height: 100%; overflow: visible; } .chart path { fill: none; vector-effect: non-scaling-stroke; }
.axis { display: flex; flex-direction: column; justify-content: space-between; text-align: right; line-height: 1; }
.time { grid-column: 2; display: flex; justify-content: space-between; }
path.frame { stroke: var(--line); } path.threshold { stroke: var(--bad); stroke-dasharray: 4 3; }
.chart path[class^=c] { stroke-width: 1.6; stroke-linejoin: round; } .chart path.dots { stroke-width: 5; stroke-linecap: round; }
path.c0 { stroke: var(--c0); } path.c1 { stroke: var(--c1); } path.c2 { stroke: var(--c2); }
path.c3 { stroke: var(--c3); } path.c4 { stroke: var(--c4); } path.c5 { stroke: var(--c5); }
i.c0 { background: var(--c0); } i.c1 { background: var(--c1); } i.c2 { background: var(--c2); }
i.c3 { background: var(--c3); } i.c4 { background: var(--c4); } i.c5 { background: var(--c5); }
.legend, .bars { margin: .4rem 0 0; padding: 0; list-style: none; font-size: .82rem; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; } .legend i { display: inline-block; width: .65rem; height: .65rem;
  margin-right: .3rem; border-radius: .2rem; } .bars i { display: block; height: .5rem; border-radius: .2rem; margin-bottom: .3rem; }
.legend i.threshold { height: 0; vertical-align: middle; border-top: 2px dashed var(--bad); border-radius: 0; }
.figures { flex: 1; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; align-content: center; margin: 0; }
.figures dd { font: 600 1.5rem/1.2 system-ui, sans-serif; } .figures dt { font-size: .8rem; }
.nothing { margin: auto; color: var(--soft); } .note { color: var(--soft); font-size: .85rem; }
.widget pre { margin: 0; font-size: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.widget.text { font-size: .88rem; } .widget.text h4, .widget.text ul { margin: 0 0 .3rem; } .widget.text ul { padding-left: 1.2rem; }
.widget td { padding: .1rem .7rem .1rem 0; vertical-align: top; } .link { text-decoration: underline dotted; }
@media (max-width: 56rem) { .grid { grid-template-columns: minmax(0, 1fr); grid-auto-rows: auto; }
  .widget { grid-column: auto; grid-row: auto; } .chart { min-height: 8rem; } }
`;
