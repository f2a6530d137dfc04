"""The forms in which people act on a case, each a page of its own that works without JavaScript.

`/cases/new` opens a case; `/cases/{case_id}/<act>` shows the form of one act (GET) and does it (POST).
Decisions on tasks (approve, return, reject) are not here: they are the decision page of `web.inbox`.
"""
