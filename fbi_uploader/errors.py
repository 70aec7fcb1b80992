"""What can go wrong, as types that the engine branches on, and codes that the edges put in words.

Errors carry facts and no sentences; `messages` turns a code into French or English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fact = str | int | float | bool | None


class Code(StrEnum):
    """Every code that a message exists for. A test holds `resources/messages` to this list."""

    # network, lock, time-out: tried again
    CONNECTION_LOST = "connection_lost"
    TIMED_OUT = "timed_out"
    HELD = "held"
    # one file
    VANISHED = "vanished"
    DENIED = "denied"
    CHANGED = "changed"
    CHANGED_WHILE_SENT = "changed_while_sent"
    STILL_WRITTEN = "still_written"
    NOT_A_FILE = "not_a_file"
    READ_FAILED = "read_failed"
    DIGEST_DIFFERS = "digest_differs"
    # the other side
    TARGET_EXISTS = "target_exists"
    TARGET_MISSING = "target_missing"
    TARGET_DENIED = "target_denied"
    LANDING_MISSING = "landing_missing"
    NODE_FULL = "node_full"
    NODE_QUOTA = "node_quota"
    NODE_UNREACHABLE = "node_unreachable"
    NOT_MOUNTED = "not_mounted"
    NODE_READ_ONLY = "node_read_only"
    SHARE_UNKNOWN = "share_unknown"
    SHARE_DENIED = "share_denied"
    GUEST_REFUSED = "guest_refused"
    NODE_TOO_WEAK = "node_too_weak"
    CREDENTIALS = "credentials"
    CREDENTIALS_MISSING = "credentials_missing"
    PUBLISH_UNCLEAR = "publish_unclear"
    PUBLISHED_BESIDE = "published_beside"
    STAGING_FOREIGN = "staging_foreign"
    PART_SHORTER = "part_shorter"
    PLAYED = "played"
    OUTSIDE_LANDING = "outside_landing"
    OTHER_VOLUME = "other_volume"
    TARGET_TOO_LARGE = "target_too_large"
    # names
    NAME_EMPTY = "name_empty"
    NAME_FORBIDDEN = "name_forbidden"
    NAME_RESERVED = "name_reserved"
    NAME_TRAILING = "name_trailing"
    NAME_TOO_LONG = "name_too_long"
    NAME_NOT_UNICODE = "name_not_unicode"
    NAME_NOT_NFC = "name_not_nfc"
    NAME_SPACE = "name_space"
    NAME_COLLISION = "name_collision"
    NAME_IN_SET = "name_in_set"
    NAME_REPAIRED = "name_repaired"
    FLATTENED_COLLISION = "flattened_collision"
    FLATTENED_BREAKS = "flattened_breaks"
    FLATTENED_TOO_LONG = "flattened_too_long"
    # intake
    LINK_LEFT_OUT = "link_left_out"
    REPARSE_LEFT_OUT = "reparse_left_out"
    OFFLINE = "offline"
    STREAMS_NOT_SENT = "streams_not_sent"
    UNREADABLE = "unreadable"
    NOTHING_TO_SEND = "nothing_to_send"
    EMPTY_FILE = "empty_file"
    INSPECT_FAILED = "inspect_failed"
    INSPECT_TIMED_OUT = "inspect_timed_out"
    MEMBERS_MISSING = "members_missing"
    # deposit file, nodes
    DEPOSIT_INVALID = "deposit_invalid"
    NODE_UNKNOWN = "node_unknown"
    NODE_INVALID = "node_invalid"
    NODE_ID_TAKEN = "node_id_taken"
    NODE_FORBIDDEN = "node_forbidden"
    ROUTE_UNKNOWN = "route_unknown"
    PERSON_UNKNOWN = "person_unknown"
    KEYRING_REFUSED = "keyring_refused"
    KEYRING_FAILED = "keyring_failed"
    # this PC
    JOURNAL_FOREIGN = "journal_foreign"
    JOURNAL_NEWER = "journal_newer"
    JOURNAL_DAMAGED = "journal_damaged"
    JOURNAL_UNWRITABLE = "journal_unwritable"
    DATA_ON_NETWORK = "data_on_network"
    ENGINE_BUSY = "engine_busy"
    SUBMISSION_UNKNOWN = "submission_unknown"
    ALREADY_SENT = "already_sent"
    ASSAY_TWICE = "assay_twice"
    PROTOCOL = "protocol"
    CANCELLED = "cancelled"
    ENGINE_STOPPED = "engine_stopped"
    # why "safe to delete" is not said
    NOT_ARRIVED = "not_arrived"
    NOT_READ_BACK = "not_read_back"
    READ_FROM_CACHE = "read_from_cache"
    NEEDS_IRODS = "needs_irods"
    NEVER_SAFE = "never_safe"
    ORIGINAL_CHANGED = "original_changed"
    LEFTOVER_HELD = "leftover_held"
    EXPORT_FAILED = "export_failed"
    JOURNAL_ADOPTED = "journal_adopted"
    LEFT_OUT = "left_out"
    FILE_NOT_PENDING = "file_not_pending"
    SPELLED_OTHERWISE = "spelled_otherwise"
    NODE_GONE = "node_gone"
    # templates, values, vocabularies
    TEMPLATE_UNREADABLE = "template_unreadable"
    TEMPLATE_KEY_MISSING = "template_key_missing"
    TEMPLATE_KEY_NOT_KNOWN = "template_key_not_known"
    TEMPLATE_VALUE = "template_value"
    TEMPLATE_CHOICE = "template_choice"
    TEMPLATE_UNFIT = "template_unfit"
    TEMPLATE_TWICE = "template_twice"
    TEMPLATE_PATTERN = "template_pattern"
    TEMPLATE_DEFAULT = "template_default"
    TEMPLATE_NOT_IN_VOCABULARY = "template_not_in_vocabulary"
    TEMPLATE_ID_TAKEN = "template_id_taken"
    TEMPLATE_UNKNOWN = "template_unknown"
    VALUE_MISSING = "value_missing"
    VALUE_KIND = "value_kind"
    VALUE_PATTERN = "value_pattern"
    VALUE_RANGE = "value_range"
    VALUE_UNIT = "value_unit"
    VALUE_CHOICE = "value_choice"
    VALUE_DATE = "value_date"
    VALUE_ORCID = "value_orcid"
    VALUE_TOO_LONG = "value_too_long"
    VALUE_CHARACTERS = "value_characters"
    VALUE_FILE = "value_file"
    VALUE_TABLE = "value_table"
    TERM_NOT_KNOWN = "term_not_known"
    FIELD_NOT_KNOWN = "field_not_known"
    VOCABULARY_UNKNOWN = "vocabulary_unknown"
    VOCABULARY_INVALID = "vocabulary_invalid"
    LOOKUP_FAILED = "lookup_failed"
    # the draft as a whole, hand-overs
    LOGIN_REFUSED = "login_refused"
    PEOPLE_TWICE = "people_twice"
    DEPOSITOR_READS_ONLY = "depositor_reads_only"
    NAME_QUOTED = "name_quoted"
    NAME_NOT_GROUP = "name_not_group"
    LICENCE_INVALID = "licence_invalid"
    LICENCE_NOT_KNOWN = "licence_not_known"
    DROPPED_INSIDE = "dropped_inside"
    DROPPED_TWICE = "dropped_twice"
    FLATTENED_RESERVED = "flattened_reserved"
    FLATTENED_KEPT_BY = "flattened_kept_by"
    TEMPLATE_NOT_CHOSEN = "template_not_chosen"
    READ_FROM_SOME = "read_from_some"
    EXPORT_LEFT_OUT = "export_left_out"
    EXPORT_REFUSED = "export_refused"
    PROVENANCE_INVALID = "provenance_invalid"
    WORKBOOK_UNREADABLE = "workbook_unreadable"
    WORKBOOK_UNFIT = "workbook_unfit"
    TAG_RESPELLED = "tag_respelled"
    EXPORT_VALUE_MISSING = "export_value_missing"
    EXPORT_NAME_CHANGED = "export_name_changed"
    # the worksheet
    NOT_ASSIGNED = "not_assigned"
    ASSAY_EMPTY = "assay_empty"
    DRAFT_DAMAGED = "draft_damaged"
    DEFAULTS_INVALID = "defaults_invalid"
    # a submission file from the share
    RECORD_INVALID = "record_invalid"
    # the desk: what the window asks
    ENGINE_FAULT = "engine_fault"
    QUIET_HOURS = "quiet_hours"
    ALL_PAUSED = "all_paused"
    DRAFT_UNKNOWN = "draft_unknown"
    DRAFT_CHANGED = "draft_changed"
    PLAN_BLOCKED = "plan_blocked"
    HOST_NOT_FOUND = "host_not_found"
    CERTIFICATE_REFUSED = "certificate_refused"


class UploaderError(Exception):
    """A code and its facts. Subclasses say who can do something about it."""

    def __init__(self, code: Code, **facts: Fact) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, Fact] = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code.value}({shown})"


class RetryError(UploaderError):
    """Network, lock, time-out: the same call may succeed later."""


class FileError(UploaderError):
    """Trouble of one file; the others go on."""


class NodeError(UploaderError):
    """Nothing more can be sent to this node until somebody acts."""


class InputError(UploaderError):
    """What the user or the facility wrote (deposit file, node file, command) cannot be used."""


class Cancelled(Exception):  # noqa: N818 - not an error: the user's wish, raised from `on_bytes`
    """Raised from `on_bytes` to stop a write."""


class Severity(StrEnum):
    """How much a problem weighs: nothing is sent while a blocking one stands."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something found beforehand. `where` is the path or field it speaks of, escaped if need be."""

    code: Code
    where: str
    severity: Severity = Severity.BLOCKING
    facts: Mapping[str, Fact] = field(default_factory=dict)
