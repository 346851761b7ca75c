/* How to read a file whose shapes say several things: its values, what each may mean, and the reader's answer.
   Nothing is guessed. */
(function () {
  'use strict';

  const Salient = (window.Salient = window.Salient || {});
  const { element: h } = Salient;
  const MOST_VALUES = 40;
  const VALUE_LENGTH = 80;
  const [UNCLEAR, NOTHING] = ['unknown', 'none'];

  /* What the shapes of a file mean once that is known: `polygons` of the side in focus, and `unclear`, the area of ground
     of unclear status. */
  function readAs(shapes, meaningOf, focus) {
    const told = shapes.map((shape) => ({ ...shape, ...meaningOf(shape.row) }));
    const held = told.filter(({ holder, level, leaveOut }) => !leaveOut && level !== UNCLEAR && holder === focus);
    const unclear = told.filter(({ level, leaveOut }) => !leaveOut && level === UNCLEAR);
    return {
      polygons: held.flatMap(({ polygons }) => polygons),
      unclear: unclear.reduce((sum, { km2 }) => sum + km2, 0),
    };
  }

  class Question {
    /* `id(name)` is the id of an element on this page; `layer` is {name, shapes}, `open` what Salient.openQuestion
       found; `done(answer)` takes the layer as it is read, null where it is taken away; `renew()` shows the form anew. */
    constructor(model, words, { id, layer, open, done, renew }) {
      Object.assign(this, { model, words, id, layer, open, done, renew });
      this.focus = model.theatre.holders[model.theatre.focus].id;
      this.property = open.names[0];
      this.meanings = new Map();
    }

    /* The values of the property that is asked about, those of most ground first: {text, shapes, km2} by value. */
    values() {
      const found = new Map();
      for (const { row, km2 } of this.layer.shapes) {
        const value = Salient.plainValue(row, this.property);
        const text = value && String(row[this.property]).trim().replace(/\s+/g, ' ');
        const seen = found.get(value) || { value, text, shapes: 0, km2: 0 };
        found.set(value, { ...seen, shapes: seen.shapes + 1, km2: seen.km2 + km2 });
      }
      return [...found.values()].sort((a, b) => b.km2 - a.km2);
    }

    /* The preset that reads all of it, its sides being those of the theatre; null where there is none. */
    preset() {
      const { preset } = this.open;
      if (!preset) return null;
      const told = this.layer.shapes.map(({ row }) => Salient.meaningOf(preset, row));
      const known = (meaning) =>
        meaning && (meaning.leaveOut || !meaning.holder || this.model.holderOf(meaning.holder) >= 0);
      return told.every(known) ? preset : null;
    }

    nodes() {
      const { format } = this.words;
      const { name } = this.layer;
      const holder = this.words.holder(this.model.theatre.focus);
      const preset = this.preset();
      return [
        h('h3', {}, name),
        h('p', { id: this.id('question') }, format.t(`reference.why.${this.open.why}`, { name, holder })),
        preset ? this.presetButton(preset) : null,
        this.open.names.length > 1 ? this.propertySelect() : null,
        this.form(),
      ];
    }

    presetButton(preset) {
      const { format } = this.words;
      const layout = format.t(`reference.layout.${preset.id}`);
      const button = Salient.button(format.t('reference.as', { layout }), () => this.byPreset(preset));
      return h('p', { class: 'buttons' }, button);
    }

    form() {
      const { format } = this.words;
      const values = this.values();
      const rest = values.length - MOST_VALUES;
      const lay = h('button', { type: 'submit', class: 'plain-button' }, format.t('reference.lay'));
      const end = Salient.button(format.t('reference.end'), () => this.done(null));
      const submit = (event) => this.submit(event);
      return h(
        'form',
        { class: 'question', 'aria-labelledby': this.id('question'), on: { submit } },
        ...values.slice(0, MOST_VALUES).map((value, n) => this.valueNode(value, n)),
        rest > 0 ? h('p', { class: 'quiet' }, format.t('reference.rest', { count: rest })) : null,
        h('p', { class: 'buttons' }, lay, end),
      );
    }

    propertySelect() {
      const { format } = this.words;
      const change = (event) => {
        this.property = event.target.value;
        this.meanings.clear();
        this.renew();
      };
      const option = (name) =>
        h('option', { value: name, selected: name === this.property }, name.slice(0, VALUE_LENGTH));
      const id = this.id('question-by');
      const select = h('select', { id, on: { change } }, ...this.open.names.map(option));
      return h('p', {}, h('label', { for: id }, format.t('reference.by')), ' ', select);
    }

    /* A value with its count and area, and the choice of what it means. */
    valueNode({ value, text, shapes, km2 }, n) {
      const { format } = this.words;
      const { holders } = this.model.theatre;
      const chosen = this.meanings.get(value) || '';
      const option = (means, label) => h('option', { value: means, selected: means === chosen }, label);
      const sides = holders.map(({ id }, side) =>
        option(id, format.t('reference.held', { holder: this.words.holder(side) })),
      );
      const rest = [option(UNCLEAR, format.t('reference.unknown')), option(NOTHING, format.t('reference.none'))];
      const change = (event) => this.meanings.set(value, event.target.value);
      const told = text ? format.quote(text.slice(0, VALUE_LENGTH)) : format.t('reference.blank');
      const counted = ` ${format.n('reference.shapes', shapes)}, ${format.unit(format.number(km2), 'km2')}`;
      const id = this.id(`means-${n}`);
      const select = { id, class: 'wide-select', required: true, on: { change } };
      return h(
        'p',
        { class: 'value' },
        h('label', { for: id }, h('bdi', {}, told), h('span', { class: 'quiet' }, counted)),
        h('select', select, option('', format.t('reference.choose_meaning')), ...sides, ...rest),
      );
    }

    submit(event) {
      event.preventDefault();
      const meaningOf = (row) => {
        const chosen = this.meanings.get(Salient.plainValue(row, this.property)) || NOTHING;
        return { holder: chosen, level: chosen, leaveOut: chosen === NOTHING };
      };
      this.done(readAs(this.layer.shapes, meaningOf, this.focus));
    }

    byPreset(preset) {
      this.done(readAs(this.layer.shapes, (row) => Salient.meaningOf(preset, row), this.focus));
    }
  }

  /* The layer as it is read where nothing is open: by its own `holder` and `level`, and as the ground of the side in
     focus where it has none. */
  Salient.plainReading = function (model, shapes) {
    const focus = model.theatre.holders[model.theatre.focus].id;
    const { sides } = model.layouts;
    const side = (text) => (sides.find((names) => names.some((name) => name.toLowerCase() === text)) || [NOTHING])[0];
    const told = (row, name) => Salient.plainValue(row, name);
    const holder = (row) => (told(row, 'holder') ? side(told(row, 'holder')) : focus);
    return readAs(shapes, (row) => ({ holder: holder(row), level: told(row, 'level') }), focus);
  };

  Salient.Question = Question;
})();
