"""The ``manual`` channel: a person phones or writes, and records that and the answer."""
