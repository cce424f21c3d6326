"""A template can neither run for ever, nor write without end, nor reach anything but its values."""

from __future__ import annotations

import time
from typing import Any

import jinja2
import pytest

from core.errors import SaldoError
from core.messages.limits import MOST_LETTERS, MOST_STEPS, Limited, TemplateTooCostlyError
from core.messages.sentences import read_sentences

ITEMS = [{"number": str(place), "parts": ["a", "b"]} for place in range(400)]

ENDLESS = {
    "loops in loops": "{% for a in items %}{% for b in items %}{% for c in items %}{% for d in items %}{% endfor %}"
    "{% endfor %}{% endfor %}{% endfor %}",
    "loops in loops that write": "{% for a in items %}{% for b in items %}{{ b.number }}{% endfor %}{% endfor %}",
    "fifty megabytes": "{% for a in items %}{% for b in items[:40] %}" + "x" * 5_000 + "{% endfor %}{% endfor %}",
    "fifty megabytes put aside": "{% set all %}{% for a in items %}{% for b in items[:40] %}"
    + "x" * 5_000
    + "{% endfor %}{% endfor %}{% endset %}",
    "a text doubled again and again": "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x ~ x %}" * 60,
    "a block doubled again and again": "{% set x %}aaaaaaaaaa{% endset %}"
    + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60,
    "a sum doubled again and again": "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x + x %}" * 60,
    "with doubled again and again": "{% set x = 'aaaaaaaaaa' %}" + "{% with x = x ~ x %}" * 20 + "{% endwith %}" * 20,
    "a list of lists": "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60 + "{{ x }}",
    "a list that grows": "{% set x = [1, 2] %}" + "{% set x = x + x %}" * 60,
    "a text a billion times": "{{ 'a' * 1000000000 }}",
    "a list a billion times": "{% for x in [1] * 1000000000 %}{% endfor %}",
    "a tower of powers": "{{ 9 ** 9 ** 9 ** 9 }}",
    "a number that grows": "{% set n = 1000 * 1000 %}" + "{% set n = n * n %}" * 30,
    "a wide format": "{{ '%1000000000d' % 1 }}",
    "a macro that calls itself": "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    "a macro called very often": "{% macro f() %}{% endmacro %}{% for a in items %}{% for b in items[:50] %}{{ f() }}{% endfor %}{% endfor %}",
    "a block that calls itself": "{% block a %}{{ self.a() }}{{ self.a() }}{% endblock %}",
    "a replacement that grows": "{% set a = 'a' * 1 if false else 'aaaaaaaaaa' %}"
    + "{% set a = a|replace('a', a) %}" * 9,
    "a long joiner": "{{ items|map(attribute='number')|join('" + "x" * 4_000 + "') }}",
}


@pytest.fixture
def sandbox() -> Limited:
    found = Limited(autoescape=True, undefined=jinja2.StrictUndefined)
    found.globals.clear()
    return found


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_template_that_goes_on_is_stopped_soon_and_says_so(sandbox: Limited, source: str) -> None:
    started = time.process_time()
    with pytest.raises(TemplateTooCostlyError, match=r"This template was stopped: .+\. Take out"):
        sandbox.from_string(source).render(items=ITEMS)
    assert time.process_time() - started < 2


def test_one_that_includes_itself_is_stopped() -> None:
    loader = jinja2.DictLoader({"a": "{% include 'a' %}{% include 'a' %}"})
    with pytest.raises(TemplateTooCostlyError):
        Limited(loader=loader).get_template("a").render()


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ items.__class__ }}",
        "{{ (items|map('attr', '__class__')|list)[0] }}",
        "{{ 'a'.zfill(1000000000) }}",
        "{{ 'a'.join }}",
        "{{ 'a'|center(1000000000) }}",
        "{{ items|pprint }}",
        "{{ range(10) }}",
        "{{ lipsum(100000) }}",
        "{{ cycler('a') }}",
        "{% for a in items recursive %}{{ loop(items) }}{% endfor %}",
        "{% import 'os' as os %}",
        "{{ open('/etc/passwd').read() }}",
        "{% include '/etc/passwd' %}",
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
        "{% do items.append(1) %}",
        "{% set _ = items.append(1) %}",
        "{% set _ = items[0].update({'number': 'x'}) %}",
    ],
)
def test_nothing_but_values_is_within_reach(source: str) -> None:
    sandbox = Limited(loader=jinja2.DictLoader({}), autoescape=True, undefined=jinja2.StrictUndefined)
    sandbox.globals.clear()
    with pytest.raises((jinja2.TemplateError, SaldoError)):
        str(sandbox.from_string(source).render(items=[dict(each) for each in ITEMS]))


def test_an_ordinary_letter_of_400_invoices_is_far_from_the_limit(sandbox: Limited) -> None:
    source = "{% for item in items %}<tr><td>{{ item.number }}</td><td>{{ loop.index }}</td>{% if loop.last %}.{% endif %}</tr>\n{% endfor %}"
    text = sandbox.from_string(source).render(items=ITEMS)
    assert text.count("<tr>") == 400
    assert MOST_STEPS / 10 > 400
    assert len(text) < MOST_LETTERS / 10


def test_each_rendering_has_a_budget_of_its_own(sandbox: Limited) -> None:
    template = sandbox.from_string("{% for a in items %}{{ a.number }}{% endfor %}")
    texts: list[Any] = [template.render(items=ITEMS) for _ in range(MOST_STEPS // 400 + 2)]
    assert len(set(texts)) == 1


def test_everything_else_is_as_jinja_has_it(sandbox: Limited) -> None:
    source = (
        "{% set names = items[:3]|map(attribute='number')|join(', ') %}{{ names }} {{ 'a' ~ 1 ~ 'b' }} {{ 2 * 3 + 1 }}"
        " {% with x = names %}{{ x|upper }}{% endwith %}{% for i in [] %}{% else %} none{% endfor %} {{ '<b>' }}"
    )
    assert sandbox.from_string(source).render(items=ITEMS) == "0, 1, 2 a1b 7 0, 1, 2 none &lt;b&gt;"


def test_an_error_in_a_template_names_its_line(sandbox: Limited) -> None:
    with pytest.raises(jinja2.UndefinedError, match="'nobody' is undefined"):
        sandbox.from_string("one\n{{ nobody }}").render()


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
        "{% if a %}" * 1_000 + "x" + "{% endif %}" * 1_000,
        "{{ a" + ".b" * 4_000 + " }}",
    ],
)
def test_sentences_nested_too_deeply_are_a_remark_and_no_crash(source: str) -> None:
    assert read_sentences(source).remarks == ("is nested too deeply",)
