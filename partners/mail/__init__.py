"""The ``mail`` channel: letters that name nobody, with a signed link behind the body's PIN."""
