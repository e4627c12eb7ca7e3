"""What the writers of all dialects share."""

from dataclasses import dataclass

from flows import ALL_PROTOCOLS


@dataclass(frozen=True)
class Condition:
    """A match that the text does not decide."""
    text: str
    word: str  # what a report has to say of it


def span(low, high, joint):
    return str(low) if low == high else f"{low}{joint}{high}"


def protocols_of(box):
    return [None] if box.protocols == ALL_PROTOCOLS else [p for low, high in box.protocols
                                                          for p in range(low, high + 1)]


def in_family(gate, version):
    return [rule for rule in gate.rules if rule.box.family == version]
