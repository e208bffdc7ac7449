"""What the page remembers of a person between two clicks, and across a reload: pictures, history, downloads."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from backend.contracts.arrays import ArrayRef
from backend.contracts.errors import BadInput
from backend.contracts.images import OpenedImage

MIB = 1 << 20


@dataclass
class Source:
    """A picture as it was given, and what the back end made of it.

    The file's own bytes are kept rather than its pixels: they are ten times smaller, and a back end that has forgotten
    the pixels (evicted or restarted) can be given them again.
    """

    data: bytes
    name: str
    opened: OpenedImage

    @property
    def key(self) -> str:
        """Names the pixels: the digest that recipes name as well."""
        return self.opened.image.digest

    @property
    def image(self) -> ArrayRef:
        """The pixels, uint8 [h, w, 3]."""
        return self.opened.image


@dataclass(frozen=True)
class Entry:
    """One kept result: its thumbnail and the settings that bring it back. `look` belongs to the tab that made it."""

    id: str
    tab: str
    title: str
    thumbnail: str
    look: Any
    source_key: str
    favourite: bool = False


@dataclass
class Session:
    """One browser: the pictures it opened and the results it kept."""

    token: str
    source_budget_bytes: int = 256 * MIB
    entry_limit: int = 120
    sources: OrderedDict[str, Source] = field(default_factory=OrderedDict)
    entries: list[Entry] = field(default_factory=list)
    last_looks: dict[str, Any] = field(default_factory=dict)
    touched: float = field(default_factory=time.monotonic)

    @property
    def nbytes(self) -> int:
        """Bytes of the files it holds."""
        return sum(len(source.data) for source in self.sources.values())

    def add_source(self, source: Source) -> None:
        """Keeps `source`; the oldest pictures leave, with the results made from them, when there is no more room."""
        self.sources[source.key] = source
        self.sources.move_to_end(source.key)
        while self.nbytes > self.source_budget_bytes and len(self.sources) > 1:
            gone, _ = self.sources.popitem(last=False)
            self.entries = [entry for entry in self.entries if entry.source_key != gone]

    def source(self, key: str) -> Source:
        """The picture of that key; `BadInput` when it has left."""
        if key not in self.sources:
            raise BadInput("That picture has left the history; open it again.")
        return self.sources[key]

    def keep(self, entry: Entry) -> None:
        """Adds a result, newest first. The same settings of the same picture are one entry."""
        same = [old for old in self.entries if (old.tab, old.source_key, old.look) == _identity(entry)]
        if same:
            entry = replace(entry, favourite=same[0].favourite)
        self.entries = [entry, *(old for old in self.entries if old not in same)]
        while len(self.entries) > self.entry_limit:
            spare = [old for old in self.entries if not old.favourite] or self.entries
            self.entries.remove(spare[-1])

    def entry(self, entry_id: str) -> Entry:
        """The entry of that id; `BadInput` when there is none."""
        for entry in self.entries:
            if entry.id == entry_id:
                return entry
        raise BadInput("That result has left the history.")

    def toggle_favourite(self, entry_id: str) -> None:
        """Marks or unmarks an entry; marked ones are shown first and leave last."""
        self.entries = [
            replace(entry, favourite=not entry.favourite) if entry.id == entry_id else entry for entry in self.entries
        ]

    def remove(self, entry_id: str) -> None:
        """Forgets an entry."""
        self.entries = [entry for entry in self.entries if entry.id != entry_id]


def _identity(entry: Entry) -> tuple[str, str, Any]:
    return entry.tab, entry.source_key, entry.look


class Sessions:
    """Every browser's session by its token, the ones longest unused leaving first."""

    def __init__(self, limit: int = 64, budget_bytes: int = 2048 * MIB) -> None:
        self.limit = limit
        self.budget_bytes = budget_bytes
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, token: str | None) -> Session:
        """The session of `token`, or a new one with a token of its own.

        A token that we did not give is not honoured: nobody chooses a name that another could guess.
        """
        with self._lock:
            session = self._sessions.get(token or "")
            if session is None:
                session = Session(secrets.token_urlsafe(24))
                self._sessions[session.token] = session
            self._sessions.move_to_end(session.token)
            session.touched = time.monotonic()
            self._trim()
            return session

    def _trim(self) -> None:
        while len(self._sessions) > 1 and (
            len(self._sessions) > self.limit
            or sum(session.nbytes for session in self._sessions.values()) > self.budget_bytes
        ):
            self._sessions.popitem(last=False)


@dataclass(frozen=True)
class Ticket:
    """A file waiting to be fetched once by whoever holds the ticket's name."""

    filename: str
    media_type: str
    path: Path
    expires: float


class Tickets:
    """Files made for a download: written to a folder of ours, gone after a quarter of an hour or at the end."""

    def __init__(self, folder: Path, lifetime_s: float = 900.0) -> None:
        self.folder = folder
        self.lifetime_s = lifetime_s
        self._tickets: dict[str, Ticket] = {}
        self._lock = threading.Lock()

    def new_path(self) -> Path:
        """A path of ours to write a file to."""
        return self.folder / secrets.token_hex(16)

    def issue(self, path: Path, filename: str, media_type: str) -> str:
        """The address under which the page fetches the file at `path` as `filename`."""
        self._expire()
        name = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets[name] = Ticket(filename, media_type, path, time.monotonic() + self.lifetime_s)
        return f"/files/{name}"

    def find(self, name: str) -> Ticket | None:
        """The ticket of that name, while it lasts."""
        self._expire()
        return self._tickets.get(name)

    def _expire(self) -> None:
        now = time.monotonic()
        with self._lock:
            for name in [name for name, ticket in self._tickets.items() if ticket.expires < now]:
                self._tickets.pop(name).path.unlink(missing_ok=True)
