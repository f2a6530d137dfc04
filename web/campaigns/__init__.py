"""Survey campaigns (전수조사): define, assign, survey on a phone, select, sign, start."""
