"""The composition root: settings, connections, processes and the command line."""
