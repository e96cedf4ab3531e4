import { filterStyles } from "./html-filter.ts";

/** The look of a report; light or dark as the reader's system is, and plain on paper. */
export const reportStyles = `
:root { color-scheme: light dark; --line: #8883; --soft: #8881; --good: #1a7f4b; --some: #a1560a; --bad: #c0262d; --dim: #5b6472; }
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --some: #f0a45d; --bad: #ff7b7f; --dim: #a3aab6; } }
* { box-sizing: border-box; }
body { font: 15px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 5rem; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.25rem; margin: 0; }
h3 { font-size: 1rem; margin: 2rem 0 .5rem; }
h3 + p, p + p { margin-top: 0; } p { margin-bottom: .2rem; }
header p { margin: .2rem 0 0; }
.dim { color: var(--dim); }
section.run { border-top: 3px solid var(--good); margin-top: 2rem; padding-top: 1rem; }
section.run.trouble { border-color: var(--some); } section.run.stopped { border-color: var(--bad); }
.says.done { color: var(--good); } .says.trouble { color: var(--some); } .says.stopped { color: var(--bad); }
.top { display: flex; flex-wrap: wrap; gap: 1rem 2rem; justify-content: space-between; align-items: end; }
figure { margin: 0; } figcaption { font-size: .8rem; } .strip { display: block; max-width: 100%; }
.cards { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.2rem 0 0; padding: 0; list-style: none; }
.cards li { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .9rem; min-width: 7.5rem; }
.cards b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.strip rect.good { fill: var(--good); } .strip rect.some { fill: var(--some); } .strip rect.bad { fill: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--dim); font-size: .85rem; }
code { font-size: .9em; overflow-wrap: anywhere; }
.failure { border-left: 3px solid var(--bad); padding: .1rem 0 .1rem .9rem; margin: .8rem 0; }
.held { border-left: 3px solid var(--some); padding: .1rem 0 .1rem .9rem; margin: .8rem 0; }
.remedy::before { content: "→ "; color: var(--dim); }
.old { color: var(--dim); text-decoration: line-through; } .new { overflow-wrap: anywhere; }
.who { overflow-wrap: anywhere; } .changes td:nth-child(2) { white-space: nowrap; }
.state { white-space: nowrap; } .state .dim { white-space: normal; min-width: 9rem; }
.state.failed, .state.indeterminate { color: var(--bad); } .state.held { color: var(--some); }
.filter { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0 0 .6rem; }
.filter label { cursor: pointer; white-space: nowrap; } .filter input { margin: 0 .35rem 0 0; }
details > summary { cursor: pointer; padding: .2rem 0; }
${filterStyles}
@media (max-width: 40rem) {
  body { padding: 1.25rem .9rem 3rem; }
  .cards li { min-width: 0; flex: 1 1 6.5rem; }
  .stacks, .stacks tbody, .stacks tr, .stacks td { display: block; }
  .stacks thead { display: none; }
  .stacks tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .stacks td { border: 0; padding: .1rem 0; overflow-wrap: anywhere; }
  .stacks td:first-child { font-weight: 600; } .stacks td:first-child .dim { font-weight: normal; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } details::details-content { content-visibility: visible; display: block; } .filter { display: none; }
  tr, .failure, .held, .cards li { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; } * { print-color-adjust: exact; }
}
`;
