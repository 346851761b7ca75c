/* Reads {scripts, messages, language, limits, texts} from stdin; writes what the page's script reads in each text: {iso} or {told}. */
import fs from 'node:fs';
import vm from 'node:vm';

const given = JSON.parse(fs.readFileSync(0, 'utf8'));
globalThis.window = globalThis;
for (const script of given.scripts) vm.runInThisContext(script);
const { Salient } = globalThis;
const format = new Salient.Format(given.messages, given.language);
const read = (text) => {
  const { iso, fault, values } = Salient.readDay(text, format, given.limits);
  return fault ? { told: format.t(fault, values) } : { iso };
};
fs.writeFileSync(1, JSON.stringify(given.texts.map(read)));
