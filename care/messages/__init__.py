"""What crosses a process boundary: commands in, events and receipts out, effects to the outside."""
