// Draws lookup tables that Python computed: for each lever and each of its marks, customers and amounts per segment.
// Nothing is decided here. While a lever is dragged the page only looks up; on release it tells Python once.
export default function ({ data, parentElement, setStateValue }) {
  const frame = parentElement.querySelector('.frame');
  const SVG = 'http://www.w3.org/2000/svg', HIGH = 46, ABOVE = 1.12;
  const whole = new Intl.NumberFormat(data.locale);
  const money = new Intl.NumberFormat(data.locale, {
    style: 'currency', currency: data.currency, notation: 'compact', maximumSignificantDigits: 3,
  });
  const signed = new Intl.NumberFormat(data.locale, { signDisplay: 'exceptZero' });

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  if (frame.dataset.shape !== data.shape) {
    frame.dataset.shape = data.shape;
    build();
  }
  // What Python has not taken up yet stays where the hand left it: an answer to an earlier release must not put it back.
  // A run after an undo or a reset carries new places.
  const waiting = JSON.parse(frame.dataset.waiting ?? '[]').filter((each) => each.moment > data.taken);
  frame.dataset.waiting = JSON.stringify(waiting);
  for (const input of frame.querySelectorAll('input')) {
    const place = +input.dataset.place, lever = data.levers[place];
    input.max = lever.shown.length - 1;
    if (!input.matches(':active') && !waiting.some((each) => each.name === lever.name)) input.value = lever.at;
    input.oninput = () => { cut(place); totals(place); };
    input.onchange = () => {
      const told = JSON.parse(frame.dataset.waiting);
      const moment = Math.max(Date.now(), data.taken + 1, ...told.map((each) => each.moment + 1));
      told.push({ name: lever.name, value: lever.marks[+input.value], moment });
      frame.dataset.waiting = JSON.stringify(told);
      setStateValue('released', told);
    };
    drawBars(place);
    cut(place);
  }
  totals(+(frame.dataset.held ?? 0));

  function build() {
    const board = make('div', 'board'), levers = make('div', 'levers'), table = make('table');
    data.levers.forEach((lever, place) => {
      const box = make('div', 'lever'), head = make('div', 'head'), input = make('input'), bars = document.createElementNS(SVG, 'svg');
      head.append(make('span', '', lever.label), make('span', 'value'));
      bars.setAttribute('class', 'bars'); bars.setAttribute('preserveAspectRatio', 'none'); bars.setAttribute('aria-hidden', 'true');
      input.type = 'range'; input.min = 0; input.step = 1;
      input.dataset.place = place; input.setAttribute('aria-label', lever.label); input.title = lever.help;
      const ends = make('div', 'ends'); ends.append(make('span', 'low'), make('span', 'note'), make('span', 'high'));
      const foot = make('div', 'foot'); foot.append(make('span', 'moves'), make('span', 'saved'));
      box.append(head, bars, input, ends, foot);
      levers.append(box);
    });
    const top = make('tr');
    [data.text.segment, data.text.now, data.text.then, data.text.change, data.text.amountNow, data.text.amountThen].forEach((text, place) => {
      const cell = make('th', { 1: 'count-was', 4: 'amount-was' }[place] ?? '', text); cell.scope = 'col'; top.append(cell);
    });
    table.append(top);
    for (const segment of [...data.segments, { label: data.text.all }]) {
      const row = make('tr'), name = make('td', '', segment.label), track = make('div', 'track'), change = make('td', 'delta');
      track.append(make('i')); name.append(track); change.append(make('span', 'chip'));
      row.append(name, make('td', 'was count-was'), make('td', 'count'), change, make('td', 'was amount-was'), make('td', 'amount'));
      table.append(row);
    }
    table.lastChild.className = 'sum';
    table.setAttribute('aria-live', 'polite');
    const side = make('div', 'side'); side.append(table);
    board.append(levers, side);
    frame.replaceChildren(board);
  }

  // The tallest bars are cut off, or the many customers at zero would leave nothing to see of the others.
  function drawBars(place) {
    const lever = data.levers[place], box = frame.querySelectorAll('.lever')[place], svg = box.querySelector('.bars');
    const low = box.querySelector('.low'), high = box.querySelector('.high'), note = box.querySelector('.note');
    low.textContent = lever.shown[0]; high.textContent = lever.shown[lever.shown.length - 1];
    note.textContent = lever.bars ? lever.bars.note : data.text.unused;
    svg.replaceChildren();
    const gaps = lever.shown.length - 1;
    if (!lever.bars || gaps < 1) return;
    svg.setAttribute('viewBox', `0 0 ${gaps} ${HIGH}`);
    const together = (values) => values.slice(0, gaps).map((value, at) => value + (at === gaps - 1 ? values[gaps] : 0));
    const customers = together(lever.bars.customers), movable = together(lever.bars.movable);
    const sorted = [...customers].sort((one, other) => other - one);
    const cap = Math.max(1, Math.min(sorted[0], (sorted[1] || sorted[0]) * ABOVE));
    customers.forEach((count, at) => {
      const bar = (number, className) => {
        const rect = document.createElementNS(SVG, 'rect'), tall = number ? Math.max(1.5, HIGH * Math.min(number, cap) / cap) : 0;
        rect.setAttribute('x', at + .06); rect.setAttribute('width', .88);
        rect.setAttribute('y', HIGH - tall); rect.setAttribute('height', tall);
        rect.setAttribute('class', className); rect.dataset.at = at;
        svg.append(rect);
        return rect;
      };
      const title = document.createElementNS(SVG, 'title');
      title.textContent = filled(data.text.between, { n: whole.format(count), low: lever.shown[at], high: lever.shown[at + 1] })
        + '; ' + filled(data.text.movable, { n: whole.format(movable[at]) });
      bar(count, 'all').append(title);
      bar(movable[at], 'movable');
    });
  }

  function cut(place) {
    const lever = data.levers[place], box = frame.querySelectorAll('.lever')[place], input = box.querySelector('input');
    const at = +input.value, moved = lever.moved[at];
    input.style.setProperty('--part', (100 * at / Math.max(input.max, 1)) + '%');
    input.setAttribute('aria-valuetext', lever.shown[at]);
    input.classList.toggle('downward', Boolean(lever.bars && !lever.bars.is_upward));
    box.querySelector('.value').textContent = lever.shown[at];
    box.querySelector('.saved').textContent = at === lever.saved ? '' : data.text.saved + ' ' + lever.saved_shown;
    const text = moved === 0 ? data.text.nobody : moved === 1 ? data.text.moveOne : data.text.move;
    box.querySelector('.moves').textContent = at === lever.saved ? '' : filled(text, { n: whole.format(moved) });
    for (const rect of box.querySelectorAll('rect')) {
      const isAbove = +rect.dataset.at >= at;
      rect.classList.toggle('in', lever.bars.is_upward ? isAbove : !isAbove);
    }
  }

  function totals(held) {
    frame.dataset.held = held;
    const input = frame.querySelectorAll('input')[held];
    if (!input) return;
    const lever = data.levers[held], at = +input.value, sum = (values) => values.reduce((one, other) => one + other, 0);
    const now = data.segments, counts = [...lever.counts[at], sum(lever.counts[at])], amounts = [...lever.amounts[at], sum(lever.amounts[at])];
    const was = [...now, { count: sum(now.map((each) => each.count)), amount: sum(now.map((each) => each.amount)) }];
    const widest = Math.max(1, ...lever.counts[at], ...now.map((segment) => segment.count));
    [...frame.querySelectorAll('tr')].slice(1).forEach((row, place) => {
      const change = counts[place] - was[place].count, chip = row.querySelector('.chip');
      row.querySelector('.track i').style.width = place < now.length ? (100 * counts[place] / widest) + '%' : 0;
      row.querySelector('.count-was').textContent = whole.format(was[place].count);
      row.querySelector('.count').textContent = whole.format(counts[place]);
      chip.textContent = change ? signed.format(change) : '0';
      chip.className = 'chip ' + (change > 0 ? 'more' : change < 0 ? 'less' : '');
      row.querySelector('.amount-was').textContent = money.format(was[place].amount);
      row.querySelector('.amount').textContent = money.format(amounts[place]);
    });
  }
}
