/* Reads {scripts, layouts, focus, cases} from stdin; writes what the page asks of each case, a list of shapes' properties, and how its preset reads them. */
import fs from 'node:fs';
import vm from 'node:vm';

const given = JSON.parse(fs.readFileSync(0, 'utf8'));
globalThis.window = globalThis;
for (const script of given.scripts) vm.runInThisContext(script);

const { folded, meaningOf, openQuestion } = globalThis.Salient;
const answers = given.cases.map((shapes) => {
  const rows = shapes.map(folded);
  const question = openQuestion(given.layouts, rows, given.focus);
  const meanings = given.layouts.presets.map((preset) => rows.map((row) => meaningOf(preset, row)));
  return { question: question && [question.why, question.names, question.preset && question.preset.id], meanings };
});
process.stdout.write(JSON.stringify(answers));
