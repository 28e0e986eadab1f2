"""Google Business Profile: "Dana left a review for Harbor Plumbing", and its digests ("you got 3 new reviews").

Its mails name no id of a review and no address that is worth keeping.
"""

import re

from connectors.mails.reviews import Address, Platform

GOOGLE = Platform(
    service="business.google.com",
    senders=("google.com",),
    # People who work there have addresses of the same domain, and apps are reviewed elsewhere.
    local=re.compile(
        r"(?:google-?)?(?:my-?business|business-?profile|maps|local-?guides)[\w.-]*|no-?reply(?!-play)[\w.-]*", re.I
    ),
    addresses=(Address(re.compile(r"https?://business\.google\.com/\S*?[?&/]reviewId=(?P<id>[\w-]{8,400})"), ""),),
)
