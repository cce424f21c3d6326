"""A message as its reader sees it, in a frame that runs nothing, loads nothing and leads nowhere: mail, SMS, script, letter."""

from __future__ import annotations

import html
import re
from base64 import b64encode

import streamlit as st

from core.errors import SaldoError
from core.messages.bytes import PICTURE, picture_in
from core.messages.letters import press
from dashboard.refusals import refuse

# default-src 'none': a picture on another server would tell its owner that the mail was opened.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
PAPER = "<style>html{background:#fff;color-scheme:light}</style>"
_PLAIN = (
    "<style>body{margin:0;padding:18px;font:15px/1.5 Inter,Arial,sans-serif;color:#1b2430;white-space:normal}"
    ".sms{max-width:340px;background:#e7effc;border-radius:16px 16px 16px 4px;padding:12px 16px;white-space:pre-wrap;"
    "overflow-wrap:anywhere}h3{font-size:15px;margin:18px 0 6px}p{margin:0 0 8px}ul{margin:0 0 8px;padding-left:20px}</style>"
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ESCAPED = re.compile(r"\\([\\\[\]<>*_`#|])")


def sealed(document: str, *, height: int, title: str) -> str:
    """Return HTML that shows ``document`` inside a sandboxed frame: no script, no request, no link that opens."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    inside = html.escape(policy + PAPER + document, quote=True)
    return (
        "<style>html,body{margin:0;background:transparent}</style>"
        f'<iframe sandbox="" referrerpolicy="no-referrer" title="{html.escape(title, quote=True)}" '
        f'style="border:0;border-radius:8px;width:100%;height:{height - 4}px;display:block;background:#fff" '
        f'srcdoc="{inside}"></iframe>'
    )


def mail_frame(document: str, *, title: str, height: int = 520) -> None:
    """Show an HTML mail, sealed."""
    st.iframe(sealed(document, height=height, title=title), height=height)


def with_picture(document: str, mail: bytes) -> str:
    """Return an HTML mail with its own payment code in it, as a mail program shows it."""
    picture = picture_in(mail)
    if picture is None:
        return document
    return document.replace(f'src="cid:{PICTURE}"', f'src="data:image/png;base64,{b64encode(picture).decode()}"')


def sms_frame(text: str, *, title: str, height: int = 300) -> None:
    """Show a text message as a telephone does, sealed."""
    mail_frame(f'{_PLAIN}<div class="sms">{html.escape(text)}</div>', title=title, height=height)


def script_frame(text: str, *, title: str, height: int = 460) -> None:
    """Show a call script, sealed: titles, lists and what is strong; anything else in it is text."""
    mail_frame(f"{_PLAIN}{script_html(text)}", title=title, height=height)


def script_html(text: str) -> str:
    """Return a call script's Markdown as HTML, everything in it escaped."""
    made: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        entries = [line[2:] for line in lines if line.startswith("- ")]
        others = [line for line in lines if not line.startswith("- ")]
        made += [f"<h3>{_inline(line.lstrip('# '))}</h3>" for line in others if line.startswith("#")]
        said = [_inline(line) for line in others if not line.startswith("#")]
        if said:
            made.append(f"<p>{'<br>'.join(said)}</p>")
        if entries:
            made.append(f"<ul>{''.join(f'<li>{_inline(entry)}</li>' for entry in entries)}</ul>")
    return "".join(made)


def letter_pages(source: bytes, *, title: str) -> None:
    """Show every page of a letter as the printer will set it; what cannot be printed is said in words."""
    try:
        pages = _pages(source)
    except SaldoError as error:
        refuse(error)
        return
    for number, page in enumerate(pages, start=1):
        # In the page itself: a picture with an address of its own would be one more thing to keep others from.
        within = f"data:image/png;base64,{b64encode(page).decode()}"
        st.image(within, width="stretch", alt=f"{title} ({number})")


@st.cache_data(show_spinner=False, max_entries=64)
def _pages(source: bytes) -> list[bytes]:
    return press.pages(source)


def _inline(line: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", html.escape(_ESCAPED.sub(r"\1", line)))
