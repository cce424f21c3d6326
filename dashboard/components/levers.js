// Draws lookup tables that Python computed: for each lever and each of its values, customers and amounts per segment.
// Nothing is decided here. While a lever is dragged the page only looks up; on release it tells Python once.
export default function ({ data, parentElement, setStateValue }) {
  const frame = parentElement.querySelector('.frame');
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

  if (frame.dataset.shape !== data.shape) {
    frame.dataset.shape = data.shape;
    build();
  }
  // A run that Python started after a release carries the same places; one that a reset started carries new ones.
  for (const input of frame.querySelectorAll('input')) {
    const lever = data.levers[+input.dataset.place];
    if (!input.matches(':active')) input.value = lever.at;
    input.oninput = () => draw(+input.dataset.place);
    input.onchange = () => setStateValue('places', Object.fromEntries(
      [...frame.querySelectorAll('input')].map((other) => [data.levers[+other.dataset.place].name, +other.value])));
  }
  draw(0);

  function build() {
    const board = make('div', 'board'), levers = make('div', 'levers'), table = make('table');
    data.levers.forEach((lever, place) => {
      const box = make('div', 'lever'), head = make('div', 'head'), input = make('input');
      head.append(make('span', '', lever.label), make('span', 'value'));
      input.type = 'range'; input.min = 0; input.max = lever.shown.length - 1; input.step = 1;
      input.dataset.place = place; input.setAttribute('aria-label', lever.label); input.title = lever.help;
      box.append(head, input, make('div', 'saved'));
      levers.append(box);
    });
    const top = make('tr');
    [data.text.segment, data.text.now, data.text.then, data.text.change, data.text.amountNow, data.text.amountThen].forEach((text, place) => {
      const cell = make('th', { 1: 'count-was', 4: 'amount-was' }[place] ?? '', text); cell.scope = 'col'; top.append(cell);
    });
    table.append(top);
    for (const segment of data.segments) {
      const row = make('tr'), name = make('td', '', segment.label), track = make('div', 'track');
      track.append(make('i')); name.append(track);
      row.append(name, make('td', 'was count-was'), make('td', 'count'), make('td', 'delta'),
        make('td', 'was amount-was'), make('td', 'amount'));
      row.lastChild.previousSibling.previousSibling.append(make('span', 'chip'));
      table.append(row);
    }
    table.setAttribute('aria-live', 'polite');
    board.append(levers, table);
    frame.replaceChildren(board);
  }

  function draw(held) {
    for (const input of frame.querySelectorAll('input')) {
      const lever = data.levers[+input.dataset.place], at = +input.value, box = input.parentElement;
      input.style.setProperty('--part', (100 * at / Math.max(input.max, 1)) + '%');
      input.setAttribute('aria-valuetext', lever.shown[at]);
      box.querySelector('.value').textContent = lever.shown[at];
      box.querySelector('.saved').textContent = at === lever.saved ? '' : data.text.saved + ' ' + lever.shown[lever.saved];
    }
    const lever = data.levers[held], at = +frame.querySelectorAll('input')[held].value;
    const counts = lever.counts[at], amounts = lever.amounts[at];
    const widest = Math.max(1, ...counts, ...data.segments.map((segment) => segment.count));
    [...frame.querySelectorAll('tr')].slice(1).forEach((row, place) => {
      const segment = data.segments[place], change = counts[place] - segment.count, chip = row.querySelector('.chip');
      row.querySelector('.track i').style.width = (100 * counts[place] / widest) + '%';
      row.querySelector('.count-was').textContent = whole.format(segment.count);
      row.querySelector('.count').textContent = whole.format(counts[place]);
      chip.textContent = change ? signed.format(change) : '0';
      chip.className = 'chip ' + (change > 0 ? 'more' : change < 0 ? 'less' : '');
      row.querySelector('.amount-was').textContent = money.format(segment.amount);
      row.querySelector('.amount').textContent = money.format(amounts[place]);
    });
  }
}
