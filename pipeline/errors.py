"""Errors a user meets. Each message is a sentence: where, what was found, what was expected, who can fix it."""

from __future__ import annotations


class RetexError(Exception):
    """Root of every error that is the user's to read; the command line prints it without a traceback."""


class ParamsError(RetexError):
    """params.yaml or cohort.yml holds something that is not understood."""


class DeliveryError(RetexError):
    """A cohort's deliveries block the build; the problem pages say where."""


class MissingInputError(RetexError):
    """A stage was asked for before the one that feeds it; the message names the command to run first."""


class BusyError(RetexError):
    """Another build is running in this folder."""


class CorrectionError(RetexError):
    """A declared correction matches nothing, or is no longer needed."""


class FactError(RetexError):
    """A fact is missing, duplicated or incomplete."""


class EstimateError(RetexError):
    """A statistic was asked for that the cohort's tables cannot give."""


class AggregationError(RetexError):
    """Measurements do not add up to a number that means something."""


class DisclosureError(RetexError):
    """A number that must be hidden follows from what is published, whatever else is hidden."""


class NotebookError(RetexError):
    """A notebook cannot be run as asked, or failed while running."""


class ProcessError(RetexError):
    """A process that worked for this one took too long, or ended before it could answer."""


class TranslationError(RetexError):
    """An English booklet shows a text that has no English."""


class RenderError(RetexError):
    """A document uses something outside the supported Quarto subset, or could not be laid out."""


class SiteError(RetexError):
    """The site would show something that nobody has described for its readers."""


class CensusError(RetexError):
    """A page shows a number that no fact, no data and no declared exception accounts for."""


class WriteError(RetexError):
    """A result could not be written; what was there before is untouched."""


class ClusterError(RetexError):
    """A build that runs on a cluster, or a worker of it, cannot go on."""


class EditionError(RetexError):
    """An edition cannot be approved, compared, built again or signed as asked."""
