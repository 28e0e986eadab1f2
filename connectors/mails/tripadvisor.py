"""Tripadvisor: a review is named by ``-r123456789-`` in its address, the same on all of its sites."""

import re

from connectors.mails.reviews import Address, Platform

TRIPADVISOR = Platform(
    service="tripadvisor.com",
    senders=("tripadvisor.com", "tripadvisor.co.uk", "tripadvisor.de", "tripadvisor.fr", "tripadvisor.es", "tripadvisor.it",
             "tripadvisor.ca", "tripadvisor.com.au", "tripadvisor.at", "tripadvisor.ch", "tripadvisormail.com"),
    addresses=(
        Address(
            re.compile(r"https?://(?:www\.)?tripadvisor\.[a-z.]{2,6}/ShowUserReviews-(?P<place>g\d+-d\d+)-r(?P<id>\d{5,12})\b"),
            "https://www.tripadvisor.com/ShowUserReviews-{place}-r{id}.html",
        ),
    ),
)  # fmt: skip
