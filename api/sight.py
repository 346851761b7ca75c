"""What is shown to some readers only: whole texts, and the names of reviewers.

A store holds what others wrote, which is theirs, and who judged it, which can put a person at risk. Both are shown to who bears a token, to everybody
where the operator says so. The sentences that claims rest on are shown to all: they are the evidence that the map cites.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from api.security import Trusted
from api.settings import Settings
from geo.atlas.verdicts import review_row
from geo.model import DIGEST, Report, Review

TEXT_WITHHELD = "The text is shown to who sends a token (see `salient token`); SALIENT_PUBLIC_TEXTS=true would show it to all."


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader may see: every text, the names of reviewers; `trusted` where that is for the sake of a token."""

    texts: bool
    reviewers: bool
    trusted: bool

    def text(self, report: Report) -> dict[str, str | None]:
        """The text of a report, or null and why. Digests are written for publication and ship with their theatre, so everybody sees them."""
        if self.texts or report.kind == DIGEST:
            return {"text": report.text}
        return {"text": None, "note": TEXT_WITHHELD}

    def review(self, review: Review) -> dict[str, Any]:
        """A verdict, without the reviewer's name where that is not shown."""
        return self.row(review_row(review))

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row of a verdict, likewise."""
        return {**row, "who": row["who"] if self.reviewers else None}

    @property
    def kind(self) -> str:
        """Stands for what is seen: answers to others must not be kept as answers to this one."""
        return f"texts={self.texts} reviewers={self.reviewers}"

    def dress(self, answer: Response) -> Response:
        """The answer with headers that keep it from readers who bear no token."""
        answer.headers["Vary"] = "Accept, Authorization"
        if self.trusted:
            answer.headers["Cache-Control"] = "private, no-cache"
        return answer


def _sight(request: Request, trusted: Trusted) -> Sight:
    settings: Settings = request.app.state.settings
    return Sight(trusted or settings.public_texts, trusted or settings.public_reviewers, trusted)


SightOf = Annotated[Sight, Depends(_sight)]
