"""Places of the owner's, with stars: App Store, Google Business, Trustpilot, review pages."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from connectors.appstore import AppStore
from connectors.base import Outcome, Polls
from connectors.google_business import GoogleBusiness
from connectors.reviews import Reviews
from connectors.trustpilot import Trustpilot
from tests.contract.kind import NAME, Kind, iso
from tests.fakes import google_business, trustpilot
from tests.fakes.appstore import APP, Storefronts
from tests.fakes.documents import Site


class AppStoreKind(Kind):
    name, page, starred = "appstore", 50, True
    vanished = Outcome.SUSPICIOUS

    def __init__(self) -> None:
        super().__init__()
        self.fake: Storefronts = Storefronts()

    def source(self) -> Polls:
        return AppStore(app=APP, base_url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        self.fake.review(number, self.at(number), text)

    def edit(self, number: int, text: str) -> None:
        self.say(number, text)

    def leave(self, number: int) -> None:
        self._find(number)["author"] = None

    def clear(self) -> None:
        self.fake.known["us"] = []

    def _find(self, number: int) -> dict[str, Any]:
        native = {"label": str(7000000000 + number)}
        return next(one for one in self.fake.known["us"] if one["id"] == native)


class GoogleBusinessKind(Kind):
    name, page, starred = "google_business", 50, True
    secrets = ("s3cret-s3cret", google_business.REFRESH, google_business.TOKEN)
    vanished = Outcome.SUSPICIOUS
    admits: ClassVar[tuple[object, ...]] = ({},)

    def __init__(self) -> None:
        super().__init__()
        self.fake: google_business.BusinessToy = google_business.BusinessToy()

    def source(self) -> Polls:
        return GoogleBusiness(
            place=google_business.PLACE,
            client_id="c",
            client_secret="s3cret-s3cret",
            refresh_token=google_business.REFRESH,
            base_url=self.fake.url,
            sign_in_url=f"{self.fake.url}/token",
        )

    def say(self, number: int, text: str) -> None:
        self.fake.reviews.insert(0, google_business.review(f"r{number}", self.at(number), comment=text))

    def edit(self, number: int, text: str) -> None:
        review = self._find(number)
        changed = iso(self.changed_at(number))
        self.fake.reviews.remove(review)
        self.fake.reviews.insert(0, review | {"comment": text, "updateTime": changed})

    def answer(self, number: int, text: str) -> None:
        self._find(number)["reviewReply"] = {"comment": text, "updateTime": iso(self.changed_at(number))}

    def leave(self, number: int) -> None:
        self._find(number)["reviewer"] = {"isAnonymous": True}

    def clear(self) -> None:
        self.fake.reviews.clear()

    def _find(self, number: int) -> dict[str, Any]:
        return next(one for one in self.fake.reviews if one["reviewId"] == f"r{number}")


class TrustpilotKind(Kind):
    name, page, starred = "trustpilot", 100, True
    secrets = (trustpilot.KEY,)
    vanished = Outcome.SUSPICIOUS

    def __init__(self) -> None:
        super().__init__()
        self.fake: trustpilot.TrustpilotToy = trustpilot.TrustpilotToy()

    def source(self) -> Polls:
        return Trustpilot(company=trustpilot.NAME, key=trustpilot.KEY, base_url=self.fake.url)

    def say(self, number: int, text: str) -> None:
        self.fake.reviews.insert(0, trustpilot.review(f"t{number}", self.at(number), text=text))

    def edit(self, number: int, text: str) -> None:
        changed = self.changed_at(number).strftime("%Y-%m-%dT%H:%M:%S")
        self._find(number).update(text=text, updatedAt=changed)

    def answer(self, number: int, text: str) -> None:
        at = f"{self.changed_at(number):%Y-%m-%dT%H:%M:%S}"
        self._find(number)["companyReply"] = {"text": text, "createdAt": at, "updatedAt": None}

    def leave(self, number: int) -> None:
        self._find(number)["consumer"] = None

    def clear(self) -> None:
        self.fake.reviews.clear()

    def _find(self, number: int) -> dict[str, Any]:
        return next(one for one in self.fake.reviews if one["id"] == f"t{number}")


class ReviewsKind(Kind):
    name, starred, conditional, dated = "reviews", True, True, False
    vanished = Outcome.SUSPICIOUS

    def __init__(self) -> None:
        super().__init__()
        self.reviews: dict[int, dict[str, Any]] = {}
        self.fake: Site = Site(shows=lambda query: self._page())

    def source(self) -> Polls:
        return Reviews(url=f"{self.fake.url}/harbor")

    def say(self, number: int, text: str) -> None:
        self.reviews[number] = {
            "@type": "Review",
            "author": {"@type": "Person", "name": f"Dana {number}"},
            "reviewBody": text,
            "datePublished": self.at(number).date().isoformat(),
            "reviewRating": {"@type": "Rating", "ratingValue": "1", "bestRating": "5"},
        }

    def edit(self, number: int, text: str) -> None:
        self.reviews[number]["reviewBody"] = text

    def answer(self, number: int, text: str) -> None:
        shop = {"@type": "Organization", "name": NAME}
        reply = {"@type": "Comment", "author": shop, "text": text, "dateCreated": iso(self.changed_at(number))}
        self.reviews[number]["comment"] = reply

    def leave(self, number: int) -> None:
        self.reviews[number]["author"] = None

    def clear(self) -> None:
        self.reviews.clear()

    def _page(self) -> bytes:
        said = {"@context": "https://schema.org", "@type": "Plumber", "name": NAME, "review": [*self.reviews.values()]}
        return SCRIPT[0] + json.dumps(said).replace("</", "<\\/").encode() + SCRIPT[1]


SCRIPT = (b'<!doctype html><html lang="en"><script type="application/ld+json">', b"</script></html>")
"""What stands around the JSON of the page."""
