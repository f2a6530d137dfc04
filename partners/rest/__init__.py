"""The ``rest`` channel: our small JSON protocol with Standard Webhooks signatures both ways."""
