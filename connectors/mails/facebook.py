"""Facebook: recommendations of a page. A recommendation counts as five stars of five, the opposite as one.

The address of a recommendation is that of a post of its author's, which only they and the page can open. Its mails write it
behind ``/n/?``, and more behind it that logs in whoever follows the link.
"""

import re

from connectors.mails.reviews import Address, Platform

FACEBOOK = Platform(
    service="facebook.com",
    senders=("facebookmail.com", "facebook.com", "metamail.com"),
    # People who work there have addresses of the second domain.
    local=re.compile(r"(?:notification|notify|noreply|no-reply|update|pages?|business|reminders?)[\w.+-]*", re.I),
    addresses=(
        Address(
            re.compile(
                r"https?://(?:www\.|m\.)?facebook\.com/(?:n/\?)?(?P<who>[\w.-]{1,80})(?:/|%2F)posts(?:/|%2F)(?P<id>[\w-]{5,120})",
                re.I,
            ),
            "https://www.facebook.com/{who}/posts/{id}",
        ),
        Address(
            re.compile(
                r"https?://(?:www\.|m\.)?facebook\.com/(?:n/\?)?(?:permalink|story)\.php[?&](?:\S*&)?story_fbid=(?P<id>[\w-]{5,120})&(?:\S*&)?id=(?P<who>\d+)"
            ),
            "https://www.facebook.com/permalink.php?story_fbid={id}&id={who}",
        ),
    ),
)
