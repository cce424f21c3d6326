"""Signatures of what other systems post: who signed, what was signed, and when."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.signed import LONGEST_HEADER, Fault, SignatureError, check, check_plain, signature

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
OLD, NEW = b"the key of last month", b"the key of this month"
BODY = b'{"id": "tr_1"}'


def _fault(*given: object, **named: object) -> Fault:
    with pytest.raises(SignatureError) as caught:
        check(*given, **named)  # type: ignore[arg-type]
    return caught.value.fault


def test_what_was_signed_now_passes_and_says_when() -> None:
    assert check(BODY, signature(BODY, NEW, at=NOW), [NEW], now=NOW) == NOW


def test_both_sides_can_change_their_key_first() -> None:
    assert check(BODY, signature(BODY, OLD, at=NOW), [NEW, OLD], now=NOW) == NOW
    two = f"{signature(BODY, OLD, at=NOW)},{signature(BODY, NEW, at=NOW).partition(',')[2]}"
    assert check(BODY, two, [NEW], now=NOW) == NOW
    assert _fault(BODY, signature(BODY, OLD, at=NOW), [NEW], now=NOW) is Fault.WRONG


@pytest.mark.parametrize("late", [timedelta(seconds=301), timedelta(days=3), -timedelta(seconds=301)])
def test_outside_the_window_a_right_signature_is_refused(late: timedelta) -> None:
    signed = signature(BODY, NEW, at=NOW)
    assert check(BODY, signed, [NEW], now=NOW + timedelta(seconds=299)) == NOW
    assert _fault(BODY, signed, [NEW], now=NOW + late) is Fault.OUTDATED


def test_the_moment_is_signed_too() -> None:
    later = signature(BODY, NEW, at=NOW).replace("t=1793700000", "t=1793700100")
    assert "1793700100" in later
    assert _fault(BODY, later, [NEW], now=NOW) is Fault.WRONG


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (None, Fault.MISSING),
        ("", Fault.MISSING),
        ("nonsense", Fault.UNREADABLE),
        ("t=,v1=", Fault.UNREADABLE),
        ("t=1793700000", Fault.UNREADABLE),
        ("t=1793700000,t=1793700001,v1=" + "0" * 64, Fault.UNREADABLE),
        ("t=" + "9" * 40 + ",v1=" + "0" * 64, Fault.UNREADABLE),
        ("t=-5,v1=" + "0" * 64, Fault.UNREADABLE),
        ("t=1793700000,v1=été", Fault.UNREADABLE),
        ("t=1793700000,v1=" + "0" * 64, Fault.WRONG),
        ("v1=0" * LONGEST_HEADER, Fault.UNREADABLE),
    ],
)
def test_bad_headers_are_faults_and_no_crash(header: str | None, fault: Fault) -> None:
    assert _fault(BODY, header, [NEW], now=NOW) is fault


def test_without_a_key_nothing_passes() -> None:
    assert _fault(BODY, signature(BODY, b"", at=NOW), [], now=NOW) is Fault.NO_KEY
    with pytest.raises(SignatureError, match="no key is set"):
        check_plain(BODY, "sha256=" + hmac.digest(b"", BODY, "sha256").hex(), [b""])


@settings(max_examples=30, deadline=None)
@given(body=st.binary(max_size=200), bit=st.integers(min_value=0, max_value=10_000))
def test_no_changed_bit_passes(body: bytes, bit: int) -> None:
    """One bit of the body or of the seal turned: never accepted."""
    signed = signature(body, NEW, at=NOW)
    assert check(body, signed, [OLD, NEW], now=NOW) == NOW
    seal = bytearray(bytes.fromhex(signed[-64:]))
    seal[bit // 8 % len(seal)] ^= 1 << bit % 8
    assert _fault(body, signed[:-64] + seal.hex(), [OLD, NEW], now=NOW) is Fault.WRONG
    changed = bytearray(body or b"\0")
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    assert _fault(bytes(changed), signed, [OLD, NEW], now=NOW) is Fault.WRONG


def test_the_plain_form_of_mollie() -> None:
    old, new = (f"sha256={hmac.digest(key, BODY, 'sha256').hex()}" for key in (OLD, NEW))
    check_plain(BODY, new, [NEW])
    check_plain(BODY, f"{old}, {new}", [NEW])  # the header comes twice for a day while a secret changes
    check_plain(BODY, new.upper().replace("SHA256", "sha256"), [NEW])
    for header, fault in (
        (old, Fault.WRONG),
        ("sha256=", Fault.UNREADABLE),
        (None, Fault.MISSING),
        ("x" * 2_000, Fault.UNREADABLE),
    ):
        with pytest.raises(SignatureError) as caught:
            check_plain(BODY, header, [NEW])
        assert caught.value.fault is fault
