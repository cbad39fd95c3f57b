"""What a school draws: diagrams, decision tables and forms, read, judged and told in words."""

from engine.bundles.bundle import Bundle, read_folder, write_folder
from engine.bundles.calling import calls_of, in_order, reached
from engine.bundles.diagram import Box, Diagram, Element, Flow, Lane, Loop
from engine.bundles.elements import read_diagram
from engine.bundles.forms import AnswerError, Form, FormRefused, picked, read_form
from engine.bundles.layout import laid_out
from engine.bundles.lint import check
from engine.bundles.outline import Branch, OutlineStep, outline
from engine.bundles.reader import BundleRefused, read_xml
from engine.bundles.roles import Role, Roles
from engine.bundles.rules import RULES, Finding
from engine.bundles.scripts import Assignment, read_script

__all__ = [
    "RULES",
    "AnswerError",
    "Assignment",
    "Box",
    "Branch",
    "Bundle",
    "BundleRefused",
    "Diagram",
    "Element",
    "Finding",
    "Flow",
    "Form",
    "FormRefused",
    "Lane",
    "Loop",
    "OutlineStep",
    "Role",
    "Roles",
    "calls_of",
    "check",
    "in_order",
    "laid_out",
    "outline",
    "picked",
    "reached",
    "read_diagram",
    "read_folder",
    "read_form",
    "read_script",
    "read_xml",
    "write_folder",
]
