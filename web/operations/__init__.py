"""The operator's pages: a case's workflow history in plain words, and what is stuck."""
