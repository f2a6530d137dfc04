"""The forms in which people act on a case, each a page of its own that works without JavaScript.

``/cases/new`` opens a case; ``/cases/{case_id}/<act>`` shows the form of one act (GET) and does it
(POST). Decisions on tasks (approve, return, reject) are the decision page of ``web.inbox``.

An ordinary act is a row of ``web.acts.table``: its address, words, command and fields; model,
template, access and route follow from it. Acts with a form of their own have a module each:
``opening`` (/cases/new), ``joining`` (members/new), ``assessing``, ``planning``, ``linking``
(referrals together) and ``closing``. ``web.acts.offers.acts_for`` says which acts make sense now.

Every address and field is listed in ``docs/forms.md``; stories post to them.
"""
