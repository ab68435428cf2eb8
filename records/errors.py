"""What can go wrong, one class per situation; every message says what, where and what to do."""


class JointchargeError(Exception):
    """Base of every error a user can meet; its text is one line that ends with what to do."""


class DataFolderError(JointchargeError):
    """The data folder is missing, not writable, full or not one of ours."""


class LockedError(DataFolderError):
    """Another jointcharge command is writing to this data folder."""


class CorpusError(JointchargeError):
    """The corpus database is damaged, of a newer version, or misses what was asked for."""


class UnknownCaseError(CorpusError):
    """No case, or more than one, answers to the name given."""


class ArchiveError(JointchargeError):
    """The raw archive cannot be read or written, or a digest does not match its bytes."""


class CrawlError(JointchargeError):
    """A crawl could not start or gave up; what was fetched is kept."""


class ParseError(JointchargeError):
    """A document is not what its format expects; it is counted and the run goes on."""


class ImportFileError(JointchargeError):
    """A file brought by the user cannot be imported."""


class OffenceDataError(JointchargeError):
    """An entry of ``records/offences/*.yml`` is wrong."""


class UnknownWordingError(JointchargeError):
    """A label or wording that the vocabulary does not know, where one was required."""


class TaggerError(JointchargeError):
    """A tagger is unknown or cannot be loaded."""


class UnreadCaseError(TaggerError):
    """A tagger could not read this one case; it is counted, stays untagged, and the run goes on."""


class SearchIndexError(JointchargeError):
    """The search index is missing, stale or damaged."""


class QueryError(JointchargeError):
    """A search query that cannot be read; the message shows where and how to write it."""


class ExportError(JointchargeError):
    """An export could not be written."""


class ReportError(JointchargeError):
    """A report cannot be computed from this corpus."""


class MissingExtraError(JointchargeError):
    """An optional part is not installed; the message names the extra that brings it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional part: install it with  pip install 'jointcharge[{extra}]'")
        self.extra = extra
