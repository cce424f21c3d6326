"""A mail as its reader sees it, in a frame that runs nothing, loads nothing and leads nowhere."""

from __future__ import annotations

import html

import streamlit as st

# default-src 'none': a picture on another server would tell its owner that the mail was opened.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
PAPER = "<style>html{background:#fff;color-scheme:light}</style>"


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
