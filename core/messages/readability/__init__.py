"""The B1 check: remarks on a text's sentences and words. It counts remarks; it certifies nothing."""

from core.messages.readability.hard_words import hard_words, pairs
from core.messages.readability.measures import Measures, measures
from core.messages.readability.norms import NORMS, Norm
from core.messages.readability.reading import sentences, syllables
from core.messages.readability.remarks import Remark, RemarkKind, remarks, said

__all__ = [
    "NORMS",
    "Measures",
    "Norm",
    "Remark",
    "RemarkKind",
    "hard_words",
    "measures",
    "pairs",
    "remarks",
    "said",
    "sentences",
    "syllables",
]
