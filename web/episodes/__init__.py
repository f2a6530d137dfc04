"""New episodes of a lineage: taken up again, or split off; the former one stays as it was."""
