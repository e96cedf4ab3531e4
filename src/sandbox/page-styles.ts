/** The look of the sandbox's page; light or dark as the reader's system is. */
export const pageStyles = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #2563eb; --off: #a64d09; --dim: #5b6472; }
@media (prefers-color-scheme: dark) { :root { --accent: #7aa7ff; --off: #f0a45d; --dim: #a3aab6; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 4rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; }
h1 { font-size: 1.3rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
a { color: var(--accent); }
code { font-size: .9em; overflow-wrap: anywhere; }
form { display: flex; gap: .5rem .8rem; margin: 1rem 0 0; align-items: center; }
input[type=search] { flex: 1; min-width: 0; font: inherit; padding: .4rem .7rem; border: 1px solid var(--line); border-radius: .4rem; }
button { font: inherit; padding: .4rem 1rem; border: 0; border-radius: .4rem; background: var(--accent); color: Canvas; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
.off { color: var(--off); }
.count, .empty { color: var(--dim); } .count { font-weight: normal; }
.members { display: flex; flex-wrap: wrap; gap: .3rem; margin: 0; padding: 0; list-style: none; }
.members li { background: var(--soft); border-radius: 1rem; padding: 0 .6rem; }
nav { display: flex; gap: 1rem; margin: .5rem 0; }
td:first-child { min-width: 9rem; } .label { display: none; color: var(--dim); }
@media (max-width: 40rem) {
  .stacks, .stacks tbody, .stacks tr, .stacks td { display: block; }
  .stacks thead, .wide { display: none; } .label { display: inline; }
  .stacks tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .stacks td { border: 0; padding: .05rem 0; overflow-wrap: anywhere; }
  .stacks td:first-child { font-weight: 600; }
}
`;
