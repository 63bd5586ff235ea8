"""What a browser asks for by itself, which has to come to an end before its test does."""

from playwright.sync_api import BrowserContext


class Traffic:
    """What a browser asks for. A request that outlived its test would write into the database of the next."""

    def __init__(self, context: BrowserContext):
        self.context, self.pending = context, set()
        context.on("request", lambda request: self.pending.add(request))
        context.on("requestfinished", lambda request: self.pending.discard(request))
        context.on("requestfailed", lambda request: self.pending.discard(request))

    def end(self) -> None:
        self.context.route("**", lambda route: route.abort())
        for page in self.context.pages:
            page.on("dialog", lambda dialog: dialog.accept())
            for _ in range(100):
                if not self.pending:
                    break
                page.wait_for_timeout(100)
            page.goto("about:blank")
