"""What has come into a list since it was drawn: said in a line, while the list stands still."""

from collections.abc import Collection, Sequence

from flask import Blueprint, Response, render_template, request

from engine import inbox
from engine.inbox import TaskLine
from webapp import db, inboxrows, login

bp = Blueprint("inboxnews", __name__)

#: Tasks on the page that asks.
PAGE = 25
#: Digits of a task's id that tell it from the others on a page.
_DIGITS = 8


@bp.get("/innboks/nye")
def line() -> str | Response:
    """How many tasks have come, with a way to see them; nothing if none has.

    `vist` names the tasks on the page, in any order.
    """
    asked = inboxrows.read(request.args)
    shown = {key[:_DIGITS] for key in request.args.get("vist", "").split(".")}
    found = inbox.page(db.session(), login.current(), asked.box, asked.filter(), limit=PAGE)
    count = len(new_among(found.lines, shown))
    if not count:
        return Response(status=204)
    return render_template("inbox/_news.html", count=count, query=asked.query())


def new_among(lines: Sequence[TaskLine], shown: Collection[str]) -> list[TaskLine]:
    """Those of the lines that have come since.

    On a full page what stands after the last one shown may have moved up from the next page, and is
    not new.
    """
    known = [number for number, line in enumerate(lines) if line.id[:_DIGITS] in shown]
    end = len(lines)
    if len(shown) >= PAGE:
        end = known[-1] if known else 0
    return [line for line in lines[:end] if line.id[:_DIGITS] not in shown]
