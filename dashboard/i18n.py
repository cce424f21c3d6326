"""Words and numbers in the reader's language, for the screens; files and commands say the same (core/language.py)."""

from __future__ import annotations

from core.language import DOMAIN, FOLDER, LANGUAGES, SOURCE_LANGUAGE, Words, catalogue

__all__ = ["DOMAIN", "FOLDER", "LANGUAGES", "SOURCE_LANGUAGE", "Words", "catalogue"]
