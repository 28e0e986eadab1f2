"""Yelp: a review is named by ``hrid`` in the address of the business."""

import re

from connectors.mails.reviews import Address, Platform

YELP = Platform(
    service="yelp.com",
    senders=("yelp.com", "yelpmail.com", "yelp.de", "yelp.fr", "yelp.es", "yelp.co.uk", "yelp.ca"),
    addresses=(
        Address(
            re.compile(
                r"https?://(?:www\.|m\.)?yelp\.[a-z.]+/biz/(?P<place>[^/?#\s]{1,200})\?(?:\S*&)?hrid=(?P<id>[\w-]{22})"
            ),
            "https://www.yelp.com/biz/{place}?hrid={id}",
        ),
        Address(
            re.compile(r"https?://biz\.yelp\.[a-z.]+/\S*?(?:review_id=|/reviews?/|hrid=)(?P<id>[\w-]{22})(?![\w-])"), ""
        ),
    ),
)
