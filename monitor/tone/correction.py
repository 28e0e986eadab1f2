"""What a person said about a tone. It wins over every scorer, for the same words about the same brand, whenever and
wherever they are heard again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.tone.base import Label, Theme, Tone

_ENDS = {Label.NEGATIVE: -0.6, Label.NEUTRAL: 0.0, Label.POSITIVE: 0.6, Label.UNKNOWN: 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """How it really is: None leaves the scorer's word. ``by``: who says so."""

    by: str
    label: Label | None = None
    complaint: bool | None = None
    anger: bool | None = None

    @property
    def says(self) -> str:
        """How it really is, in words: "positive, no complaint"."""
        facts = (("complaint", self.complaint), ("anger", self.anger))
        parts = [f"{'' if is_so else 'no '}{what}" for what, is_so in facts if is_so is not None]
        return ", ".join([*([self.label.value] if self.label else []), *parts])


def corrected(tone: Tone, correction: Correction) -> Tone:
    """The tone as the person sees it."""
    label, polarity = tone.label, tone.polarity
    if correction.label is not None and correction.label is not label:
        label, polarity = correction.label, _ENDS[correction.label]
    elif correction.complaint is False and label is Label.NEGATIVE and correction.label is None:
        label, polarity = Label.NEUTRAL, 0.0  # "it is no complaint" says that much
    complaint = tone.complaint if correction.complaint is None else float(correction.complaint)
    anger = tone.anger if correction.anger is None else float(correction.anger)
    if correction.complaint is False and correction.anger is None:
        anger = min(anger, 0.49)
    complains = complaint >= 0.5
    return replace(
        tone,
        label=label,
        polarity=polarity,
        complaint=complaint,
        anger=anger,
        themes=(tone.themes or (Theme.OTHER,)) if complains else (),
        signals=tone.signals if complains else (),
        since=tone.since if complains else None,
        why=(f"corrected by {correction.by}", *tone.why),
        corrected_by=correction.by,
    )
