"""Trustpilot: its ids are those of its API, so that a review is one post for this source and for `trustpilot`."""

import re

from connectors.mails.reviews import Address, Platform

TRUSTPILOT = Platform(
    service="trustpilot.com",
    senders=("trustpilot.com", "trustpilot.net", "trustpilotmail.com", "trustpilotservice.com"),
    addresses=(
        Address(
            re.compile(r"https?://(?:[\w-]+\.)*trustpilot\.(?:com|net)/(?:\S*/)?reviews?/(?P<id>[0-9a-f]{24})\b"),
            "https://www.trustpilot.com/reviews/{id}",
        ),
    ),
)
