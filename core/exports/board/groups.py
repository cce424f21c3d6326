"""The groups of a portfolio on paper: aging, days by segment, customers, and what may be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.exports import look
from core.exports.board.parts import LONG_NAME, SHORT_NAME, head, piece, row_label, spoken, whole
from core.exports.chapters import Chapter
from core.exports.labels import SPLITS, bucket_label, segment_label
from core.exports.shares import days_of_group, leading_rows
from core.exports.text import plain

if TYPE_CHECKING:
    from core.exports.pack import AgedTable, Pack
    from core.exports.words import Words

    Told = dict[str, Any]

TOP: Final = 20
ROWS: Final = 8
"""Groups that fit on a page with their chart and two more tables."""
SECOND_SPLIT_ROWS: Final = 5


def ages(pack: Pack, words: Words) -> Told | None:
    """Return the whole portfolio's buckets as one bar each."""
    total = pack.aging.total
    if total.open_minor <= 0:
        return None
    rows = [
        {
            "label": bucket_label(bucket.label, words),
            "total": f"{words.round_money(minor, pack.currency)} · {words.share(minor / total.open_minor)}",
            "pieces": [piece(minor, look.age(place), "")],
        }
        for place, (bucket, minor) in enumerate(zip(pack.aging.buckets, total.minor, strict=True))
    ]
    return {"rows": rows, "widest": max(1, *total.minor), "alt": spoken(rows)}


def aging(pack: Pack, words: Words) -> Told:
    """Return the aging by its first split as bars, and by every split as tables."""
    rows = [
        {
            "label": row_label(pack, pack.aging, row, words),
            "total": words.round_money(row.open_minor, pack.currency),
            "pieces": [
                piece(minor, look.age(place), words.round_money(minor, pack.currency))
                for place, minor in enumerate(row.minor)
            ],
        }
        for row in leading_rows(pack.aging, ROWS)
    ]
    widest = max(1, *(row.open_minor for row in leading_rows(pack.aging, ROWS)))
    tables = [aged_table(pack, pack.aging, words)]
    others = pack.agings[1 : 2 if pack.provisions else 3]
    tables += [aged_table(pack, table, words, most=SECOND_SPLIT_ROWS) for table in others]
    if pack.provisions:
        tables.append(_provisions(pack, words))
    return head(pack, Chapter.AGING, words) | {
        "chart": {"rows": rows, "widest": widest, "alt": spoken(rows)},
        "legend": [
            {"label": bucket_label(bucket.label, words), "colour": f"#{look.age(place)}"}
            for place, bucket in enumerate(pack.aging.buckets)
        ],
        "tables": tables,
    }


def aged_table(pack: Pack, table: AgedTable, words: Words, *, most: int = ROWS) -> Told:
    """Return one split as a table of at most ``most`` groups, with its total."""
    _, total = words, table.total
    heads = [
        _(SPLITS[table.group]),
        *(bucket_label(bucket.label, _) for bucket in table.buckets),
        _("Open"),
        _("Share late"),
        _("Unallocated"),
    ]
    shown = leading_rows(table, most)
    labelled = [(row_label(pack, table, row, _), row) for row in shown] + [(_("Total"), total)]
    return {
        "title": _(SPLITS[table.group]),
        "head": heads,
        "rows": [
            [
                label,
                *(whole(pack, minor, _) for minor in row.minor),
                whole(pack, row.open_minor, _),
                _.share(row.past_due_minor / row.open_minor) if row.open_minor else "–",
                whole(pack, row.unallocated_minor, _),
            ]
            for label, row in labelled
        ],
    }


def _provisions(pack: Pack, words: Words) -> Told:
    """Return the provision matrix as a table: balance, loss rate and provision by bucket."""
    _ = words
    rows = [
        [
            bucket_label(line.label, _),
            whole(pack, minor, _),
            _.share(line.loss_share, 2),
            whole(pack, line.provision_minor, _),
        ]
        for line, minor in zip(pack.provisions, pack.aging.total.minor, strict=True)
    ]
    total = sum(line.provision_minor for line in pack.provisions)
    rate = _.share(total / pack.open_minor, 2) if pack.open_minor else "–"
    rows.append([_("Total"), whole(pack, pack.open_minor, _), rate, whole(pack, total, _)])
    return {
        "title": _("What may be lost?"),
        "head": [_("Age"), _("Open"), _("Loss rate"), _("Provision")],
        "rows": rows,
    }


def segments(pack: Pack, words: Words) -> Told:
    """Return the days that each group brings to the DSO, as bars and as a table."""
    _, shown = words, leading_rows(pack.aging, ROWS)
    days = [days_of_group(pack, row) for row in shown]
    rows = [
        {
            "label": row_label(pack, pack.aging, row, _),
            "total": _("{n} days", n=_.number(each.current + each.past_due, 1)),
            "pieces": [
                piece(each.current, look.AGES[0], _.number(each.current, 1)),
                piece(each.past_due, look.AGES[3], _.number(each.past_due, 1)),
            ],
        }
        for row, each in zip(shown, days, strict=True)
    ]
    whole = days_of_group(pack, pack.aging.total)
    table = [
        [label, *(_.number(value, 1) for value in (each.current, each.past_due, each.current + each.past_due)), share]
        for label, each, share in (
            *(
                (row["label"], each, _.share(aged.open_minor / pack.open_minor))
                for row, each, aged in zip(rows, days, shown, strict=True)
            ),
            (_("Total"), whole, _.share(1.0)),
        )
    ]
    return head(pack, Chapter.SEGMENTS, _) | {
        "chart": {
            "rows": rows,
            "widest": max(0.001, *(each.current + each.past_due for each in days)),
            "alt": spoken(rows),
        },
        "legend": [
            {"label": bucket_label("current", _), "colour": f"#{look.AGES[0]}"},
            {"label": _("Past due"), "colour": f"#{look.AGES[3]}"},
        ],
        "table": {
            "head": [
                _(SPLITS[pack.aging.group]),
                _("Days not due"),
                _("Days past due"),
                _("Days together"),
                _("Share of what is open"),
            ],
            "rows": table,
        },
    }


def customers(pack: Pack, words: Words) -> Told:
    """Return the largest customers, the others in one row, and the total."""
    _, named = words, pack.customers.lines[:TOP]
    rest = pack.open_minor - sum(line.open_minor for line in named)
    rows = [
        [
            _.number(place),
            plain(line.name, LONG_NAME),
            plain(segment_label(pack, line.segment, _), SHORT_NAME),
            whole(pack, line.open_minor, _),
            _.share(line.open_minor / pack.open_minor),
            whole(pack, line.past_due_minor, _),
            _.number(line.oldest_days),
            "–" if line.mean_days_late is None else _.number(line.mean_days_late, 1),
        ]
        for place, line in enumerate(named, start=1)
    ]
    others = _.count("{n} other customer", "{n} other customers", max(pack.customers.total - len(named), 0))
    rows.append(["", others, "", whole(pack, rest, _), _.share(rest / pack.open_minor), "", "", ""])
    rows.append(
        [
            "",
            _("Total"),
            "",
            whole(pack, pack.open_minor, _),
            _.share(1.0),
            whole(pack, pack.aging.total.past_due_minor, _),
            "",
            "",
        ]
    )
    heads = [
        "",
        _("Customer"),
        _("Segment"),
        _("Open"),
        _("Share"),
        _("Past due"),
        _("Oldest days"),
        _("Usual days late"),
    ]
    return head(pack, Chapter.CUSTOMERS, _) | {"head": heads, "rows": rows}
