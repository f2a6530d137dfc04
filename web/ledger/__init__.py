"""The resource ledger of a district: totals, the lines behind them, pledges, the case fund."""
