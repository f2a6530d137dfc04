"""The outside world: one folder a channel, all behind the one port of ``partners.channel``."""
