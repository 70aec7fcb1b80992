"""The numbers with which the command line ends (DESIGN 9)."""

from __future__ import annotations

from enum import IntEnum

from fbi_uploader.errors import Code, UploaderError


class ExitCode(IntEnum):
    """What a script may rely on."""

    DONE = 0
    USAGE = 2
    """The command cannot be run as given, or not on this PC as it is: nothing was accepted."""
    FILES_FAILED = 3
    PLAN_REFUSED = 4
    TARGET_EXISTS = 5
    NODE_UNREACHABLE = 6
    NODE_FULL = 7
    """Full, quota reached, or otherwise unable to store what it is given."""
    VERIFICATION_FAILED = 8
    """What is on the node is not, or cannot be shown to be, what was sent."""
    NOT_FINISHED = 9
    """Accepted, not finished: the journal has it."""
    CREDENTIALS = 12
    """The account, its password or its rights on the node."""
    INTERRUPTED = 130


_CODES: dict[ExitCode, frozenset[Code]] = {
    ExitCode.USAGE: frozenset(
        {
            Code.DRAFT_UNKNOWN,
            Code.DRAFT_DAMAGED,
            Code.DEFAULTS_INVALID,
            Code.RECORD_INVALID,
            Code.ENGINE_FAULT,
            Code.DEPOSIT_INVALID,
            Code.NODE_UNKNOWN,
            Code.NODE_INVALID,
            Code.NODE_ID_TAKEN,
            Code.NODE_FORBIDDEN,
            Code.ROUTE_UNKNOWN,
            Code.PERSON_UNKNOWN,
            Code.JOURNAL_FOREIGN,
            Code.FILE_NOT_PENDING,
            Code.NODE_GONE,
            Code.JOURNAL_NEWER,
            Code.JOURNAL_DAMAGED,
            Code.JOURNAL_UNWRITABLE,
            Code.DATA_ON_NETWORK,
            Code.ENGINE_BUSY,
            Code.SUBMISSION_UNKNOWN,
            Code.PROTOCOL,
            Code.TEMPLATE_UNREADABLE,
            Code.TEMPLATE_KEY_MISSING,
            Code.TEMPLATE_KEY_NOT_KNOWN,
            Code.TEMPLATE_VALUE,
            Code.TEMPLATE_CHOICE,
            Code.TEMPLATE_UNFIT,
            Code.TEMPLATE_TWICE,
            Code.TEMPLATE_PATTERN,
            Code.TEMPLATE_DEFAULT,
            Code.TEMPLATE_NOT_IN_VOCABULARY,
            Code.TEMPLATE_ID_TAKEN,
            Code.TEMPLATE_UNKNOWN,
            Code.VOCABULARY_UNKNOWN,
            Code.VOCABULARY_INVALID,
            Code.EXPORT_REFUSED,
            Code.PROVENANCE_INVALID,
            Code.WORKBOOK_UNREADABLE,
            Code.WORKBOOK_UNFIT,
        }
    ),
    ExitCode.FILES_FAILED: frozenset(
        {
            Code.HELD,
            Code.VANISHED,
            Code.DENIED,
            Code.CHANGED,
            Code.CHANGED_WHILE_SENT,
            Code.NOT_A_FILE,
            Code.READ_FAILED,
            Code.UNREADABLE,
            Code.INSPECT_FAILED,
            Code.INSPECT_TIMED_OUT,
        }
    ),
    ExitCode.PLAN_REFUSED: frozenset(
        {
            Code.PLAN_BLOCKED,
            Code.DRAFT_CHANGED,
            Code.OUTSIDE_LANDING,
            Code.NAME_EMPTY,
            Code.NAME_FORBIDDEN,
            Code.NAME_RESERVED,
            Code.NAME_TRAILING,
            Code.NAME_TOO_LONG,
            Code.NAME_NOT_UNICODE,
            Code.NAME_NOT_NFC,
            Code.NAME_SPACE,
            Code.NAME_COLLISION,
            Code.SPELLED_OTHERWISE,
            Code.NAME_IN_SET,
            Code.NAME_REPAIRED,
            Code.FLATTENED_COLLISION,
            Code.FLATTENED_BREAKS,
            Code.FLATTENED_TOO_LONG,
            Code.LINK_LEFT_OUT,
            Code.REPARSE_LEFT_OUT,
            Code.OFFLINE,
            Code.STREAMS_NOT_SENT,
            Code.NOTHING_TO_SEND,
            Code.EMPTY_FILE,
            Code.MEMBERS_MISSING,
            Code.ASSAY_TWICE,
            Code.ASSAY_EMPTY,
            Code.NOT_ASSIGNED,
            Code.ALREADY_SENT,
            Code.VALUE_MISSING,
            Code.VALUE_KIND,
            Code.VALUE_PATTERN,
            Code.VALUE_RANGE,
            Code.VALUE_UNIT,
            Code.VALUE_CHOICE,
            Code.VALUE_DATE,
            Code.VALUE_ORCID,
            Code.VALUE_TOO_LONG,
            Code.VALUE_CHARACTERS,
            Code.VALUE_FILE,
            Code.VALUE_TABLE,
            Code.TERM_NOT_KNOWN,
            Code.FIELD_NOT_KNOWN,
            Code.LOGIN_REFUSED,
            Code.PEOPLE_TWICE,
            Code.DEPOSITOR_READS_ONLY,
            Code.NAME_QUOTED,
            Code.NAME_NOT_GROUP,
            Code.LICENCE_INVALID,
            Code.LICENCE_NOT_KNOWN,
            Code.DROPPED_INSIDE,
            Code.DROPPED_TWICE,
            Code.FLATTENED_RESERVED,
            Code.FLATTENED_KEPT_BY,
            Code.TEMPLATE_NOT_CHOSEN,
            Code.READ_FROM_SOME,
            Code.EXPORT_VALUE_MISSING,
            Code.EXPORT_NAME_CHANGED,
            Code.TAG_RESPELLED,
        }
    ),
    ExitCode.TARGET_EXISTS: frozenset({Code.TARGET_EXISTS}),
    ExitCode.NODE_UNREACHABLE: frozenset(
        {
            Code.CERTIFICATE_REFUSED,
            Code.HOST_NOT_FOUND,
            Code.CONNECTION_LOST,
            Code.TIMED_OUT,
            Code.NODE_UNREACHABLE,
            Code.SHARE_UNKNOWN,
            Code.NODE_TOO_WEAK,
            Code.LOOKUP_FAILED,
            Code.NOT_MOUNTED,
        }
    ),
    ExitCode.NODE_FULL: frozenset(
        {
            Code.NODE_FULL,
            Code.NODE_QUOTA,
            Code.NODE_READ_ONLY,
            Code.OTHER_VOLUME,
            Code.TARGET_TOO_LARGE,
        }
    ),
    ExitCode.VERIFICATION_FAILED: frozenset(
        {
            Code.DIGEST_DIFFERS,
            Code.TARGET_MISSING,
            Code.PUBLISH_UNCLEAR,
            Code.PUBLISHED_BESIDE,
            Code.STAGING_FOREIGN,
            Code.PART_SHORTER,
            Code.NOT_READ_BACK,
            Code.READ_FROM_CACHE,
            Code.NEVER_SAFE,
            Code.ORIGINAL_CHANGED,
        }
    ),
    ExitCode.NOT_FINISHED: frozenset(
        {
            Code.ALL_PAUSED,
            Code.QUIET_HOURS,
            Code.STILL_WRITTEN,
            Code.ENGINE_STOPPED,
            Code.PLAYED,
            Code.LEFTOVER_HELD,
            Code.EXPORT_FAILED,
            Code.EXPORT_LEFT_OUT,
            Code.JOURNAL_ADOPTED,
            Code.LEFT_OUT,
            Code.NOT_ARRIVED,
            Code.NEEDS_IRODS,
        }
    ),
    ExitCode.CREDENTIALS: frozenset(
        {
            Code.TARGET_DENIED,
            Code.LANDING_MISSING,
            Code.CREDENTIALS,
            Code.SHARE_DENIED,
            Code.GUEST_REFUSED,
            Code.CREDENTIALS_MISSING,
            Code.KEYRING_REFUSED,
            Code.KEYRING_FAILED,
        }
    ),
    ExitCode.INTERRUPTED: frozenset({Code.CANCELLED}),
}
_OF_CODE = {code: number for number, codes in _CODES.items() for code in codes}


def exit_code(error: UploaderError) -> ExitCode:
    """The number for an error that ended a command. Total: a test holds it to `Code`."""
    return _OF_CODE[error.code]
