"""Views saved by name: found again, renamed, replaced, made the default, forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.desk.views import (
    LONGEST_NAME,
    LongNameError,
    NamelessViewError,
    TakenNameError,
    forget_view,
    make_default,
    rename_view,
    save_view,
    views,
)
from core.errors import UnknownNameError

if TYPE_CHECKING:
    from core.desk.engine import Desk

QUERY = {"rows": "country", "sector": "retail"}


def names(desk: Desk) -> list[str]:
    return [view.name for view in views(desk, "aging")]


def test_a_view_comes_back_as_it_was_saved(desk: Desk) -> None:
    save_view(desk, "aging", "  Late   retail ", QUERY, by="Els")
    (view,) = views(desk, "aging")
    assert (view.name, view.query, view.is_default, view.saved_by) == ("Late retail", QUERY, False, "Els")
    assert view.saved_at == desk.now()
    assert views(desk, "numbers") == []


def test_saving_under_a_known_name_replaces_it_and_keeps_the_default(desk: Desk) -> None:
    save_view(desk, "aging", "mine", QUERY, by="Els")
    make_default(desk, "aging", "mine")
    save_view(desk, "aging", "mine", {"rows": "entity"}, by="Jan")
    (view,) = views(desk, "aging")
    assert (view.query, view.is_default, view.saved_by) == ({"rows": "entity"}, True, "Jan")


def test_one_view_is_the_default_or_none(desk: Desk) -> None:
    for name in ("b", "A", "c"):
        save_view(desk, "aging", name, QUERY, by="Els")
    make_default(desk, "aging", "b")
    make_default(desk, "aging", "c")
    assert [(view.name, view.is_default) for view in views(desk, "aging")] == [("A", False), ("b", False), ("c", True)]
    make_default(desk, "aging", None)
    assert not any(view.is_default for view in views(desk, "aging"))
    with pytest.raises(UnknownNameError, match="A, b, c"):
        make_default(desk, "aging", "d")


def test_renaming_takes_no_other_views_name(desk: Desk) -> None:
    for name in ("mine", "yours"):
        save_view(desk, "aging", name, QUERY, by="Els")
    rename_view(desk, "aging", "mine", "ours", by="Jan")
    assert names(desk) == ["ours", "yours"]
    with pytest.raises(TakenNameError, match="'yours'"):
        rename_view(desk, "aging", "ours", "yours", by="Jan")
    with pytest.raises(UnknownNameError):
        rename_view(desk, "aging", "mine", "theirs", by="Jan")


def test_a_forgotten_view_is_gone_and_may_be_forgotten_twice(desk: Desk) -> None:
    save_view(desk, "aging", "mine", QUERY, by="Els")
    forget_view(desk, "aging", "mine")
    forget_view(desk, "aging", "mine")
    assert names(desk) == []


def test_a_name_is_needed_and_fits_a_list(desk: Desk) -> None:
    with pytest.raises(NamelessViewError):
        save_view(desk, "aging", " \n ", QUERY, by="Els")
    with pytest.raises(LongNameError, match=str(LONGEST_NAME)):
        save_view(desk, "aging", "x" * (LONGEST_NAME + 1), QUERY, by="Els")
    save_view(desk, "aging", "x" * LONGEST_NAME, QUERY, by="Els")
