"""Send, prove, and set ready: what one worker does with the files it has claimed (DESIGN 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fbi_uploader.errors import Code, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backend import Backend, Digest, Item, ManyWriter, OnBytes
from fbi_uploader.transfer.route import Verify
from fbi_uploader.transfer.sending import arrivals, segments
from fbi_uploader.transfer.sending.claims import Claim, Claims
from fbi_uploader.transfer.sending.readback import ReadBack
from fbi_uploader.transfer.source import Digests, Echo, Hash, HashingSource, hash_prefix
from fbi_uploader.transfer.stages import EvidenceKind, FileState
from fbi_uploader.transfer.task import Task

_PART_LOST = frozenset(
    {
        Code.HELD,
        Code.PART_SHORTER,
        Code.TARGET_MISSING,
        Code.TARGET_EXISTS,
        Code.DIGEST_DIFFERS,
    }
)
"""After these an attempt's part is of no use any more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes that lie in a part, and what we read while sending them.

    `stored`: what was read back already while they were sent, and `sent` what that has to be.
    """

    claim: Claim
    sha256: str
    sha1: str
    stored: Digest | None = None
    sent: Digest | None = None

    def same(self, found: Digest) -> bool:
        """Whether what lies there is what was sent."""
        return found in (Digest("sha256", self.sha256), self.sent)


class Sender:
    """One worker's hands. Not shared between threads."""

    def __init__(self, task: Task, claims: Claims, backend: Backend) -> None:
        self._task = task
        self._claims = claims
        self._backend = backend
        self._many = backend if isinstance(backend, ManyWriter) else None
        self._parts = task.route.part(task.id, "")  # joined once, not for each of a million files

    def send(self, claims: Sequence[Claim]) -> None:
        """Carry claimed files to `ready`; each one's trouble is its own.

        Raises NodeError when nothing more can be sent, Cancelled when asked to stop, RetryError
        when the connection cannot be had back; the caller puts the files down.
        """
        for claim in claims:
            if claim.stale:
                self._discard_part(claim.stale)
        self._settle(self._write(claims))

    def _discard_part(self, name: str) -> None:
        self._task.discard(self._backend, self._task.route.part(self._task.id, name))

    def _part(self, claim: Claim) -> str:
        return f"{self._parts}/{claim.part}"

    # -- writing

    def _write(self, claims: Sequence[Claim]) -> list[Sent]:
        if self._many and len(claims) > 1:
            return self._write_together(self._many, claims)
        sent: list[Sent] = []
        for claim in claims:
            count = _Counter(self._task.on_sent)
            try:
                sent.append(self._write_alone(claim, count))
            except UploaderError as error:
                self._trouble(claim, error, sent=count.total)
        return sent

    def _write_together(self, many: ManyWriter, claims: Sequence[Claim]) -> list[Sent]:
        digests = [Digests() for _ in claims]
        items = [
            Item(self._part(claim), _whole(claim, digest))
            for claim, digest in zip(claims, digests, strict=True)
        ]
        count = _Counter(self._task.on_sent)
        answers = many.write_many(items, count)
        pairs = zip(claims, answers, strict=True)
        kept = sum(claim.file.stamp.size for claim, error in pairs if error is None)
        self._task.tally.add(sent=kept - count.total)
        sent: list[Sent] = []
        for claim, digest, error in zip(claims, digests, answers, strict=True):
            if error is None:
                sent.append(Sent(claim, *digest.values()))
            else:
                self._trouble(claim, error)
        return sent

    def _write_alone(self, claim: Claim, count: _Counter) -> Sent:
        file = claim.file
        large = file.stamp.size > self._task.route.limits.small
        follow = self._can_follow(claim)
        # The prefix of a resumed part was sent by another attempt: it is proved by sha256.
        echo = Echo() if follow and not claim.offset else None
        with Digests(threaded=large, echo=echo) as digests:
            if claim.offset:
                hash_prefix(file.source, file.stamp, digests, claim.offset, count)
            if not follow:
                self._write_segments(claim, digests, count)
                return Sent(claim, *digests.values())
            heard: Hash = echo.listener() if echo else hashlib.sha256()
            stored = self._write_followed(claim, digests, heard, count)
            return Sent(claim, *digests.values(), stored, echo.digest() if echo else None)

    def _can_follow(self, claim: Claim) -> bool:
        """Whether it pays to read back while writing: a part of several segments, read from here.

        A server that computes digests does so of a whole file.
        """
        several = claim.file.stamp.size > self._task.route.limits.segment
        there = self._backend.capabilities.server_digest
        return several and not there and self._reads_back(claim)

    def _write_followed(
        self, claim: Claim, digests: Digests, heard: Hash, count: _Counter
    ) -> Digest | None:
        read = _Counter(self._task.on_proved)
        stored: Digest | None = None
        try:
            with ReadBack(self._task.route.connect, self._part(claim), heard, read) as back:
                back.flushed(claim.offset)
                self._write_segments(claim, digests, count, back.flushed)
                stored = back.digest()
        finally:
            if stored is None:  # read again at the end, or with the next attempt
                self._task.tally.add(proved=-read.total)
        return stored

    def _write_segments(
        self,
        claim: Claim,
        digests: Digests,
        count: _Counter,
        flushed: Callable[[int], None] | None = None,
    ) -> None:
        file, offset = claim.file, claim.offset
        size, limits = file.stamp.size, self._task.route.limits
        grows = flushed is None  # who reads back meanwhile does so segment by segment
        for end in segments.ends(size, offset, limits, self._task.clock, grows=grows):
            source = HashingSource(file.source, file.stamp, digests, size=end)
            try:
                self._backend.write(self._part(claim), source, offset, count)
            except FileError as error:
                raise _while_sent(error) if offset > claim.offset else error from error
            offset = end
            if flushed is not None:
                flushed(offset)
            if offset == size:
                return
            with self._task.journal.transaction() as connection:
                # Progress forgives: a large file may lose its line many times over the days.
                connection.execute(
                    "UPDATE files SET flushed = ?, attempts = 0 WHERE id = ?", (offset, file.id)
                )

    # -- proving and setting ready

    def _settle(self, sent: Sequence[Sent]) -> None:
        proved = self._prove(sent)
        moves = [(self._part(one.claim), self._ready(one.claim)) for one in proved]
        answers = self._rename(moves)
        arrived: list[arrivals.Arrived] = []
        for one, move, error in zip(proved, moves, answers, strict=True):
            try:
                if error is not None:
                    self._look_after_rename(one.claim, move, error)
            except UploaderError as trouble:
                size = one.claim.file.stamp.size
                read = size if self._reads_back(one.claim) else 0
                self._trouble(one.claim, trouble, sent=size, proved=read)
            else:
                arrived.append(self._arrived(one))
        arrivals.record(self._task, arrived)

    def _arrived(self, one: Sent) -> arrivals.Arrived:
        cached = self._backend.capabilities.cached_reads
        return arrivals.Arrived(one.claim.file, one.sha256, one.sha1, self._kind(one), cached)

    def _kind(self, one: Sent) -> EvidenceKind:
        if not self._reads_back(one.claim):
            return EvidenceKind.SIZE_ONLY
        if self._backend.capabilities.server_digest:
            return EvidenceKind.SERVER_COMPUTED
        return EvidenceKind.READ_BACK

    def _reads_back(self, claim: Claim) -> bool:
        # A resumed part is proved in full whatever the policy (DESIGN 7, Staging).
        return self._task.route.verify is Verify.FULL or claim.offset > 0

    def _prove(self, sent: Sequence[Sent]) -> list[Sent]:
        answers: dict[int, Digest | int | UploaderError | None] = {
            one.claim.file.id: one.stored for one in sent
        }
        unread = [one for one in sent if not self._reads_back(one.claim)]
        for one, size in zip(unread, self._sizes(unread), strict=True):
            answers[one.claim.file.id] = size
        wanted = [one for one in sent if self._reads_back(one.claim) and one.stored is None]
        for one, found in zip(wanted, self._digest(wanted), strict=True):
            answers[one.claim.file.id] = found
        proved: list[Sent] = []
        for one in sent:
            answer = answers.get(one.claim.file.id)
            try:
                self._compare(one, answer)
            except UploaderError as error:
                size = one.claim.file.stamp.size
                read = size if isinstance(answer, Digest) else 0
                self._trouble(one.claim, error, sent=size, proved=read)
            else:
                proved.append(one)
        return proved

    def _compare(self, one: Sent, answer: Digest | int | UploaderError | None) -> None:
        if isinstance(answer, UploaderError):
            raise answer
        if isinstance(answer, Digest):
            same = one.same(answer)
        else:
            same = answer == one.claim.file.stamp.size
        if not same:
            raise RetryError(Code.DIGEST_DIFFERS, path=one.claim.file.source)

    def _sizes(self, sent: Sequence[Sent]) -> Sequence[int | UploaderError | None]:
        """What each part has over there; of several by one look at their folder."""
        paths = [self._part(one.claim) for one in sent]
        try:
            if len(paths) == 1:
                entry = self._backend.stat(paths[0])
                return [None if entry is None else entry.size]
            found: dict[str, int] = {}
            for folder in sorted({path.rpartition("/")[0] for path in paths}):
                found |= {f"{folder}/{one.name}": one.size for one in self._backend.list(folder)}
        except UploaderError as error:
            return [error] * len(paths)
        return [found.get(path) for path in paths]

    def _forget_flushed(self, claim: Claim) -> None:
        with self._task.journal.transaction() as connection:
            connection.execute("UPDATE files SET flushed = 0 WHERE id = ?", (claim.file.id,))

    def _digest(self, sent: Sequence[Sent]) -> Sequence[Digest | UploaderError]:
        count = _Counter(self._task.on_proved)
        found = self._digest_paths([self._part(one.claim) for one in sent], count)
        pairs = zip(sent, found, strict=True)
        kept = sum(one.claim.file.stamp.size for one, it in pairs if isinstance(it, Digest))
        self._task.tally.add(proved=kept - count.total)
        return found

    def _digest_paths(
        self, paths: Sequence[str], count: OnBytes
    ) -> Sequence[Digest | UploaderError]:
        if self._many and len(paths) > 1:
            return self._many.digest_many(paths, count)
        found: list[Digest | UploaderError] = []
        for path in paths:
            try:
                found.append(self._backend.digest(path, count))
            except UploaderError as error:
                found.append(error)
        return found

    def _ready(self, claim: Claim) -> str:
        return self._task.route.ready(self._task.id, claim.place, claim.file.target)

    def _rename(self, moves: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        if self._many and len(moves) > 1:
            return self._many.rename_many(moves)
        answers: list[UploaderError | None] = []
        for source, target in moves:
            try:
                self._backend.rename(source, target)
            except UploaderError as error:
                answers.append(error)
            else:
                answers.append(None)
        return answers

    def _look_after_rename(self, claim: Claim, move: tuple[str, str], error: UploaderError) -> None:
        """Decide what became of a rename whose answer was an error, by looking at both ends."""
        part, ready = move
        if error.code is Code.TARGET_EXISTS:
            # An earlier attempt's, never proved: it lies in our own staging folder.
            self._task.remove(self._backend, ready)
            raise RetryError(Code.TARGET_EXISTS, path=ready) from error
        if not isinstance(error, RetryError):
            raise error
        if self._backend.stat(part) is None:
            entry = self._backend.stat(ready)
            if entry is not None and entry.size == claim.file.stamp.size:
                return
        raise error

    # -- trouble

    def _trouble(
        self, claim: Claim, error: UploaderError, *, sent: int = 0, proved: int = 0
    ) -> None:
        """Decide by the error's type what becomes of the file; its bytes count no more."""
        self._task.tally.add(sent=-sent, proved=-proved)
        if isinstance(error, NodeError):
            self._claims.give_back(claim, FileState.QUEUED, error)
            raise error
        if error.code in _PART_LOST:
            # Another part, from nothing: this one is held, cut short or gone (DESIGN 7, Staging).
            self._forget_flushed(claim)
        limits = self._task.route.limits
        again = isinstance(error, RetryError) or error.code in _PART_LOST
        tried = self._claims.attempts(claim)
        if again and tried + 1 < limits.attempts:
            delay = min(limits.longest_wait, limits.first_wait * 2**tried)
            self._claims.give_back(claim, FileState.QUEUED, error, delay)
            self._task.tell_trouble(claim.file, error, delay)
            if error.code in {Code.CONNECTION_LOST, Code.TIMED_OUT}:
                self._backend.connect()
            return
        self._claims.give_back(claim, _state_after(error), error)
        self._task.tell_trouble(claim.file, error, None)
        if isinstance(error, FileError):
            # Its next try, if ever there is one, begins from nothing: no part stays till then.
            self._forget_flushed(claim)
            self._discard_part(claim.part)


class _Counter:
    """Counts what one attempt put into the tally, to take it out when the attempt fails."""

    def __init__(self, on_bytes: Callable[[int], None]) -> None:
        self.total = 0
        self._on_bytes = on_bytes

    def __call__(self, count: int) -> None:
        self.total += count
        self._on_bytes(count)


def _whole(claim: Claim, digests: Digests) -> HashingSource:
    stamp = claim.file.stamp
    return HashingSource(claim.file.source, stamp, digests, size=stamp.size)


def _while_sent(error: FileError) -> FileError:
    """Between two segments a change shows at opening; the sending had begun all the same."""
    if error.code is not Code.CHANGED:
        return error
    return FileError(Code.CHANGED_WHILE_SENT, **error.facts)


def _state_after(error: UploaderError) -> FileState:
    if isinstance(error, FileError) and error.code is Code.CHANGED:
        return FileState.CHANGED
    if isinstance(error, FileError) and error.code is Code.CHANGED_WHILE_SENT:
        return FileState.WAITING
    return FileState.FAILED
