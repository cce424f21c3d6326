// Takes over what is typed in the text boxes of a container after a pause, as Ctrl+Enter would: a preview beside them
// follows the writer. Without this, Streamlit hears of a text when its box is left.
export default function ({ data }) {
  const area = document.querySelector(`.st-key-${data.container}`);
  if (!area || area.dataset.followed) return;
  area.dataset.followed = 'yes';
  let waiting;
  area.addEventListener('input', ({ target }) => {
    if (target.tagName !== 'TEXTAREA') return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }));
    }, data.pause);
  });
}
