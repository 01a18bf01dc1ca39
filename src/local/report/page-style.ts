/** The page's own style: light or dark as the reader's system is, one column on a phone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f4f4f1; --ink: #1d1f21; --soft: #62666b; --line: #d9d9d3;
  --good: #1a7f4b; --bad: #b3261e; --check: #e3e3e0; --check-2: #fbfbfa; }
@media (prefers-color-scheme: dark) { :root { --paper: #202225; --ground: #16181a; --ink: #e9e9e6; --soft: #a2a6ab;
  --line: #37393d; --good: #5fce95; --bad: #ff9a90; --check: #4a4d52; --check-2: #5a5d62; } }
* { box-sizing: border-box; } a { color: inherit; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem; }
header { padding-bottom: 0; } h1 { margin: 0; font-size: 1.6rem; } header p, footer p { margin: .3rem 0; color: var(--soft); }
article { margin: 0 0 1.5rem; padding: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; }
h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
.ended { margin: .1rem 0 .9rem; color: var(--good); overflow-wrap: anywhere; } .ended.failed { color: var(--bad); }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr; } }
figure { margin: 0; } figcaption { margin-top: .4rem; font-size: .9rem; color: var(--soft); overflow-wrap: anywhere; }
.frame { display: flex; align-items: center; justify-content: center; height: 20rem; }
.frame.empty { padding: 1rem; border-radius: .4rem; background: var(--ground); border: 1px dashed var(--line); color: var(--soft); text-align: center;
  overflow-wrap: anywhere; }
img { display: block; max-width: 100%; max-height: 100%;
  background: repeating-conic-gradient(var(--check) 0 25%, var(--check-2) 0 50%) 0 0 / 20px 20px; }
details { margin-top: .8rem; font-size: .9rem; } summary { cursor: pointer; color: var(--soft); }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .1rem 1rem; margin: .5rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: .85rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } .frame { height: 15rem; } }
`;
