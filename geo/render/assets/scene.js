/* What is to be drawn: a label for every face, which labels get which fill, and between which labels runs which line. No drawing in here. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const FADE_DAYS = [1, 4, 7]; // what changed hands fades in so many steps: on the day, up to three days later, up to six
  const STRENGTH = [1, 0.6, 0.3];
  const AGES = FADE_DAYS.length + 1; // a label is code * AGES + the step of a change of holder + 1, 0 where there is none to show
  const SIDES = 8; // more than there are holders
  const codeOf = (label) => Math.floor(label / AGES);
  const ageOf = (label) => (label % AGES) - 1;

  /* The style of a class of ground; the opening holder's own ground stays paper (null) unless all is to be tinted. */
  function styleOf(code, opening, all) {
    const { holder, contested, evidenced } = Salient.classes;
    if (contested(code)) return evidenced(code) ? 'contested' : 'contested-inferred';
    if (holder(code) === opening) return all ? 'inferred' : null;
    return evidenced(code) ? 'held' : 'inferred';
  }

  /* One fill for each class that occurs. */
  function fills(model, codes, all) {
    const { opening, focus } = model.theatre;
    return [...new Set(codes)].filter((code) => styleOf(code, opening, all)).sort((a, b) => a - b).map((code) => {
      const holder = Salient.classes.holder(code);
      return { style: styleOf(code, opening, all), holder, other: holder === opening ? focus : opening, inside: (label) => codeOf(label) === code };
    });
  }

  /* Ground that changed hands in the last week, by its new holder: it fades as the days pass. */
  function recent(labels) {
    const { holder } = Salient.classes;
    const kinds = new Set([...labels].filter((label) => ageOf(label) >= 0).map((label) => holder(codeOf(label)) * AGES + ageOf(label)));
    return [...kinds].sort((a, b) => a - b).map((kind) => {
      const [side, age] = [Math.floor(kind / AGES), kind % AGES];
      return { style: 'changed', holder: side, strength: STRENGTH[age], inside: (label) => ageOf(label) === age && holder(codeOf(label)) === side };
    });
  }

  function labelsOf(model, day, { still, lit }) {
    const labels = Int16Array.from(model.codes(day), (code) => code * AGES);
    if (!lit) return labels;
    for (const [face, age] of model.changed(day, FADE_DAYS[still ? 0 : FADE_DAYS.length - 1])) labels[face] += FADE_DAYS.findIndex((until) => age < until) + 1;
    return labels;
  }

  /* The front leads; the edge of contested ground gives way to it, to that the edge of what reports name, and to that those of what changed, the latest first. */
  function rank(a, b) {
    const parts = [Salient.classes.holder, Salient.classes.contested, Salient.classes.evidenced];
    const first = parts.findIndex((part) => part(codeOf(a)) !== part(codeOf(b)));
    return first < 0 ? parts.length + Math.min(...[a, b].map(ageOf).filter((age) => age >= 0)) : first;
  }

  /* Between what the focus holder certainly held (low), or may have held (high), and the rest. */
  function outline(model, style) {
    const { holder, contested } = Salient.classes;
    const inside = (code) => (contested(code) ? style === 'high' : holder(code) === model.theatre.focus);
    return { style, side: (label) => Number(inside(codeOf(label))) };
  }

  /* A day; scenes of one key are equal. `outlines`: where the side in focus certainly stood and where it may have; `all`: tint the opening holder's ground too; `lit`: light up what
     changed hands, on its day alone where `still`. */
  Salient.sceneOfDay = function (model, day, { outlines = false, still = false, all = false, lit = true } = {}) {
    const labels = labelsOf(model, day, { still, lit });
    const lines = [{ style: 'front', side: (label) => Salient.classes.holder(codeOf(label)) }];
    if (outlines) lines.unshift(outline(model, 'low'), outline(model, 'high'));
    return { key: `${day} ${outlines} ${still} ${all} ${lit}`, day, labels, rank, fills: [...fills(model, model.codes(day), all), ...recent(labels)], lines };
  };

  /* Two days: what each side gained at full strength, what stayed as it was as a breath of its tint or as paper, and the front of both days. */
  Salient.sceneOfChange = function (model, first, last) {
    const { focus } = model.theatre;
    const { coloured } = model;
    const { holder } = Salient.classes;
    const after = model.codes(last);
    const labels = Int16Array.from(model.codes(first), (code, face) => holder(code) * SIDES + holder(after[face]));
    const [from, to] = [(label) => Math.floor(label / SIDES), (label) => label % SIDES];
    const moved = [...new Set(labels)].filter((label) => from(label) !== to(label) && [from(label), to(label)].includes(focus)).sort((a, b) => a - b);
    const stayed = coloured * SIDES + coloured;
    return {
      key: `${first} to ${last}`,
      day: last,
      labels,
      rank: (a, b) => Number(to(a) === to(b)),
      fills: [
        ...(labels.includes(stayed) ? [{ style: 'unchanged', holder: coloured, inside: (label) => label === stayed }] : []),
        ...moved.map((label) => ({ style: to(label) === focus ? 'gained' : 'lost', holder: to(label), inside: (other) => other === label })),
      ],
      lines: [{ style: 'front-before', side: from }, { style: 'front', side: to }],
    };
  };

  /* The ground of one holder on a day, exactly: as areas count it. */
  Salient.sceneOfHolder = (model, day, holder) => ({ labels: Int16Array.from(model.holders(day), (other) => Number(other === holder)), rank: () => 0 });

  /* A day that was not yet known: grey ground, no side and no front. */
  Salient.sceneOfUnknown = function (model) {
    const fills = [{ style: 'unknown', holder: null, inside: () => true }];
    return { ...Salient.sceneOfGround(model), key: 'unknown', day: model.lastKnown, fills, lines: [] };
  };

  /* The whole theatre as one. */
  Salient.sceneOfGround = (model) => ({ labels: new Int16Array(model.steps.length), rank: () => 0 });
})();
