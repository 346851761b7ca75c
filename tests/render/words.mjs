/* Reads {scripts, payload, language, pairs} from stdin; writes what the page's script says: of each day, of each claim, of each pair of days. */
import fs from 'node:fs';
import vm from 'node:vm';

const given = JSON.parse(fs.readFileSync(0, 'utf8'));
globalThis.window = globalThis;
globalThis.document = { documentElement: { classList: { add() {} } }, getElementById: () => ({ textContent: JSON.stringify(given.payload) }) };
for (const script of given.scripts) vm.runInThisContext(script);
const { Salient } = globalThis;
const model = Salient.load('');
const words = new Salient.Words(model, new Salient.Format(model.messages, given.language));
const days = [...Array(model.days).keys()];
const said = {
  summaries: days.map((day) => [words.summary(day), words.citation(day)]),
  headlines: days.map((day) => words.headline({ day, base: null })),
  readings: model.claims.map((claim) => words.reading(claim)),
  deltas: given.pairs.map(([a, b]) => [words.delta(a, b), model.delta(a, b).gained, model.delta(a, b).lost]),
  today: days.map((day) => words.dayChange(day)),
  credits: `${words.credits()} · ${words.digest(model.days - 1)}`,
};
fs.writeFileSync(1, JSON.stringify(said));
