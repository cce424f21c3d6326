"""Sentences written once: what an HTML mail, a plain text and a letter make of them."""

from __future__ import annotations

import pytest

from core.messages.markup import HTML, TEXT, TYPST, MarkupError, inline, kept, made, typst_text

SENTENCES = """{{ greeting }},

U hebt **{{ total }}** nog niet betaald.
Bel {{ sender.phone }}.

{% if is_consumer %}

# Hulp & <raad>

[help]

{% endif %}
"""


def test_an_html_form() -> None:
    assert made(SENTENCES, HTML, language="nl", is_body=True) == (
        '<p class="lead">{{ greeting }},</p>\n'
        '<p class="lead">U hebt <strong>{{ total }}</strong> nog niet betaald.<br>\n'
        'Bel <a class="link" href="tel:{{ sender.phone_link }}">{{ sender.phone }}</a>.</p>\n'
        "{% if is_consumer %}\n"
        '<h2 class="title">Hulp &amp; &lt;raad&gt;</h2>\n'
        '{% include "_base/nl/help.html" %}\n'
        "{% endif %}\n"
    )


def test_a_plain_form() -> None:
    assert made(SENTENCES, TEXT, language="nl_BE", is_body=True) == (
        "{{ greeting }},\n\nU hebt {{ total }} nog niet betaald.\nBel {{ sender.phone }}.\n\n"
        '{% if is_consumer %}\nHulp & <raad>\n{% include "_base/nl_BE/help.txt" %}\n{% endif %}\n'
    )


def test_a_letter() -> None:
    assert made(SENTENCES, TYPST, language="nl", is_body=True) == (
        '{{ greeting }}#",";\n\n#"U hebt ";#strong[{{ total }}]#" nog niet betaald."; \\\n'
        '#"Bel ";{{ sender.phone }}#".";\n\n{% if is_consumer %}\n== #"Hulp & <raad>";\n\n'
        '{% include "_base/nl/help.typ" %}\n{% endif %}\n'
    )


def test_what_looks_like_typst_is_text() -> None:
    assert typst_text('#import "x" \\ $a$ *b* @c <d> // e') == '#"#import \\"x\\" \\\\ $a$ *b* @c <d> // e";'
    assert inline("#eval(1) *x*", TYPST) == '#"#eval(1) *x*";'


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Dag {% if x %}u{% endif %}", "Dag {% if x %}u{% endif +%}"),
        ("{% if x %}", "{% if x %}"),
        ("{% if x %} {# a #} {% endif %}", "{% if x %} {# a #} {% endif %}"),
        ("Dag {% if x -%}", "Dag {% if x -%}"),
        ("Dag {{ u }}", "Dag {{ u }}"),
    ],
)
def test_line_breaks_are_kept_after_text_that_ends_in_a_tag(line: str, written: str) -> None:
    assert kept(line) == written


@pytest.mark.parametrize(
    ("source", "line"),
    [("a\n\nb **c", 3), ("a {% raw %}<b>{% endraw %}", 1), ("a\n\n{% raw %}", 3), ("a\nb **c** d** e", 2)],
)
def test_what_cannot_be_read_is_named_by_its_line(source: str, line: int) -> None:
    with pytest.raises(MarkupError) as caught:
        made(source, HTML, language="nl")
    assert caught.value.line == line


def test_a_tag_may_hold_what_would_be_markup() -> None:
    assert inline('{{ "**" if a < b else "<i>" }} & x', HTML) == '{{ "**" if a < b else "<i>" }} &amp; x'
