"""The HTTP server inside the daemon: the ground for pages, links from mails and what other programs send.

    door        the server as the daemon sees it: built, following the configuration, closed
    behind      what it may ask of the daemon
    serving     listens, and follows the configuration without dropping anybody
    security    what goes with every answer, and how much one address may ask
    patience    waiting for the daemon only so long
    problems    what went wrong, for programs (problem+json) and for people
    health      whether the daemon is alive, and ready
    metrics     figures for Prometheus
    ingest      what other programs post, for sources that are posted to
    deeds       the links of mails: a page with a form, and what its button does
    slack       what is pressed in Slack, where Slack posts it to us
    signing     links that only Earful can make, and that expire; pure
    rights      who may do what; every route names the right that it needs
    sight       what somebody may know of beside brands: people, sources, rivals; pure
    entering    signing in and out, invitations, who asks; ``passwords`` hashes, ``trying`` slows guessing down
    live        pages that follow what happens
    pages       templates, and what all pages show
    waiting     who is waiting

Nothing here knows the app: it is handed a ``Behind``, the callables that it may use. To add a page, write a module with
``routes(behind)`` and name it in ``door.build``. A GET changes nothing; nothing about a customer is shown to somebody who has
neither signed in nor holds a signed link.
"""
