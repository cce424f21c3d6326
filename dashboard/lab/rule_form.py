"""One rule being written: its conditions with help, what is wrong with it, and whom it matches today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from core.segments import edit
from core.segments.fields import FIELDS, NUMERIC, FieldKind
from core.segments.policy import Condition, Match, Op, Rule
from core.segments.validate import UNITS, validate
from dashboard import reads
from dashboard.lab import draft as drafts
from dashboard.lab.rule_trial import tried
from dashboard.lab.texts import OPS, labels_of, ops_of
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.segments.policy import Policy, Value
    from dashboard.i18n import Words
    from dashboard.reads import Edition

NEW = -1
ROWS = "rule_rows"
TURN = "rule_turn"
FIXED = ""
FIRST = Condition(field="past_due_eur", op=Op.AT_LEAST, value=1_000.0)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What a rule is written against: the customers of a day, the proposal so far, and the reader's words."""

    of: Edition
    as_of: date
    policy: Policy
    words: Words


@dataclass(frozen=True, kw_only=True)
class Row:
    """One condition of the form: a number that names its widgets, and what it began as."""

    number: int
    condition: Condition


def begin(policy: Policy, place: int) -> None:
    """Open the form for the rule at ``place``, or for a new one."""
    conditions = (FIRST,) if place == NEW else policy.rules[place].conditions
    st.session_state[ROWS] = [Row(number=number, condition=each) for number, each in enumerate(conditions)]
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def rule_form(of: Edition, as_of: date, policy: Policy, place: int, words: Words) -> None:
    """Draw the form and, under it, what is wrong with the rule or whom it matches; the proposal changes only on "put in"."""
    _ = words
    with st.container(border=True, key="rule_form", gap="small"):
        rule = _written(Bench(of=of, as_of=as_of, policy=policy, words=words), place)
        at = len(policy.rules) if place == NEW else place
        candidate = edit.with_rule(policy, rule) if place == NEW else edit.with_rule_changed(policy, place, rule)
        problems = validate(candidate, _)
        for problem in problems:
            st.error(plain(problem), icon=":material/block:")
        if not problems:
            tried(of, as_of, candidate, at, _)
        _close(candidate, place, _, is_refused=bool(problems))


def _close(candidate: Policy, place: int, words: Words, *, is_refused: bool) -> None:
    _ = words
    with st.container(horizontal=True):
        if st.button(
            _("Put it in the proposal"), type="primary", key="rule_put", icon=":material/check:", disabled=is_refused
        ):
            drafts.step(candidate)
            st.session_state.pop("lab_rule", None)
            drafts.again()
        if st.button(_("Leave it"), key="rule_leave", icon=":material/close:"):
            st.session_state.pop("lab_rule", None)
            drafts.again()
    if place == NEW:
        st.caption(_("A new rule comes last; move it up to have it asked earlier."))


def _written(on: Bench, place: int) -> Rule:
    """Draw the fields of the rule and return it as it is written now."""
    _, policy = on.words, on.policy
    known = None if place == NEW else policy.rules[place]
    turn, labels = st.session_state[TURN], labels_of(policy, _)
    names = list(labels)
    left, middle, right = st.columns([1.4, 1, 1], gap="small")
    label = left.text_input(
        _("Name of the rule"), _(known.label) if known else "", key=f"rule_label_{turn}", max_chars=80
    )
    segment = middle.selectbox(
        _("Its segment"),
        names,
        index=names.index(known.segment) if known and known.segment in names else 0,
        format_func=lambda name: labels[name],
        key=f"rule_segment_{turn}",
    )
    ways = {Match.ALL: _("all of these are so"), Match.ANY: _("one of these is so")}
    match = right.selectbox(
        _("It fits when"),
        list(ways),
        index=list(ways).index(known.match) if known else 0,
        format_func=lambda way: ways[way],
        key=f"rule_match_{turn}",
    )
    rows: Sequence[Row] = st.session_state[ROWS]
    conditions = tuple(_condition(on, row) for row in rows)
    if st.button(_("Add a condition"), icon=":material/add:", key=f"condition_add_{turn}"):
        number = max((row.number for row in rows), default=-1) + 1
        st.session_state[ROWS] = [*rows, Row(number=number, condition=FIRST)]
        drafts.again()
    # What is shown translated and left as it is, stays as the policy says it.
    is_same = known is not None and label == _(known.label)
    said = known.label if known is not None and is_same else label.strip() or _("Rule without a name")
    base = known or Rule(segment=segment, label=said, conditions=conditions)
    return replace(base, segment=segment, label=said, conditions=conditions, match=match)


def _condition(on: Bench, row: Row) -> Condition:
    _ = on.words
    stem, began = f"{st.session_state[TURN]}_{row.number}", row.condition
    fields = list(FIELDS)
    columns = st.columns([1.25, 0.8, 1.1, 0.12], gap="small", vertical_alignment="bottom")
    field = columns[0].selectbox(
        _("Field"),
        fields,
        index=fields.index(began.field) if began.field in fields else 0,
        format_func=lambda name: _(FIELDS[name].label),
        key=f"field_{stem}",
    )
    comparisons = ops_of(field)
    op = columns[1].selectbox(
        _("Comparison"),
        comparisons,
        index=comparisons.index(began.op) if began.op in comparisons else 0,
        format_func=lambda each: _(OPS[each]),
        key=f"op_{stem}_{field}",
    )
    with columns[2]:
        kept = replace(began, op=op) if began.field == field else None
        target = _target(on, Condition(field=field, op=op), kept, stem)
    if columns[3].button(
        ":material/close:", help=_("Remove this condition"), key=f"condition_gone_{stem}", type="tertiary"
    ):
        st.session_state[ROWS] = [each for each in st.session_state[ROWS] if each.number != row.number]
        drafts.again()
    private = " " + _("It is kept of businesses only.") if FIELDS[field].is_business_only else ""
    st.caption(plain(_(FIELDS[field].help)) + private)
    return target


def _target(on: Bench, blank: Condition, began: Condition | None, stem: str) -> Condition:
    """Draw what the field of ``blank`` is compared with, ``began`` at first, and return it in a condition."""
    words, field = on.words, blank.field
    kind, stem = FIELDS[field].kind, f"{stem}_{field}"
    if kind in NUMERIC:
        return _number(on, blank, began, stem)
    if kind is FieldKind.FLAG:
        answers = {True: words("yes"), False: words("no")}
        at = 0 if began is None or began.value is not False else 1
        chosen = st.selectbox(
            words("Answer"), list(answers), index=at, format_func=lambda each: answers[each], key=f"flag_{stem}"
        )
        return replace(blank, value=bool(chosen))
    return replace(blank, value=_words(on, blank, began, stem))


def _number(on: Bench, blank: Condition, began: Condition | None, stem: str) -> Condition:
    _, kind = on.words, FIELDS[blank.field].kind
    measured = FieldKind.COUNT if kind is FieldKind.NUMBER else kind
    fitting = {each.name: _(each.label) for each in on.policy.thresholds if UNITS.get(each.unit) is measured}
    options = [FIXED, *fitting]
    at = options.index(began.threshold) if began is not None and began.threshold in options else 0
    chosen = st.selectbox(
        _("Compared with"),
        options,
        index=at,
        format_func=lambda name: fitting.get(name, _("a fixed number")),
        key=f"threshold_{stem}",
        help=_("A threshold gets a lever; a fixed number does not move."),
    )
    if chosen:
        return replace(blank, threshold=chosen)
    known = began.value if began is not None and isinstance(began.value, int | float) else 0.0
    number = st.number_input(_("Number"), value=float(known), key=f"number_{stem}", format="%g")
    return replace(blank, value=float(number))


def _words(on: Bench, blank: Condition, began: Condition | None, stem: str) -> Value:
    """Draw the words to choose from: those a field can have, else those the ledger knows."""
    _, field = on.words, blank.field
    given = began.value if began is not None else None
    known = FIELDS[field].choices or tuple(sorted(reads.features(on.of, on.as_of).words[field].words))
    listed = [given] if isinstance(given, str) else list(given) if isinstance(given, tuple) else []
    options = list(dict.fromkeys([*(str(each) for each in known), *listed]))

    def shown(word: str) -> str:
        return _.country(word) if field == "country" else _(word)

    if blank.op is Op.ONE_OF:
        chosen = st.multiselect(
            _("Words"), options, default=listed, format_func=shown, key=f"words_{stem}_in", placeholder=_("Choose")
        )
        return tuple(str(each) for each in chosen)
    at = options.index(listed[0]) if listed else 0
    one = st.selectbox(
        _("Word"),
        options,
        index=at if options else None,
        format_func=shown,
        key=f"word_{stem}",
        placeholder=_("Choose"),
    )
    return str(one) if one is not None else ""
