"""The lower bound over HTTP: one Flask view that inserts one row, commits, and answers.

Served by the same server as the product: `python -m bench.minimal DATABASE_URL PORT`.
"""

import json
import sys

import sqlalchemy as sa
from flask import Flask, Response, request
from waitress import serve

from engine import database

_meta = sa.MetaData()
_rows = sa.Table(
    "minimal_rows",
    _meta,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("task", sa.String(64)),
    sa.Column("data", sa.Text),
)


def main(url: str, port: int) -> None:
    """Serve until killed."""
    made = database.make_engine(url)
    with database.writing(), made.begin() as connection:
        _meta.create_all(connection)
    app = Flask(__name__)

    @app.post("/tasks/<task>/completion")
    def completion(task: str) -> Response:
        answers = request.get_json()["answers"]
        with database.writing(), made.begin() as connection:
            connection.execute(_rows.insert(), {"task": task, "data": json.dumps(answers)})
        return Response('{"case": "x", "opened": [], "closed": false}', mimetype="application/json")

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    serve(app, host="127.0.0.1", port=port, threads=8, ident=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
