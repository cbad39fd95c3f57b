"""The engine of Handlingsplan: runs the school's diagrams. No Flask, no HTTP, no text for people.

The rooms and the verbs others may call:

- `publishing` publish, adopt, in_use, startable, findings, waiting
- `cases` open_case, read, listed, linked, tasks_of
- `inbox` page, counts
- `taskfile` opened; `tasks` complete, send_back; `handover` claim, release, assign, snooze,
  prioritize
- `drafts` save, saved; `comments` add, of_case; `attachments` add, of_case, read, remove
- `deadlines` sweep, fire_next, notice_next; `incidents` standing, of_case; `recovery` retry
- `access` may, demand, cases_where, takes_from; `audit` trail, record, verify
- `people` actor, find, grant, revoke; `tokens` sessions and API tokens; `outbox` queue, send_next
"""
