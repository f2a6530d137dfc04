"""The numbers a district reports: by year and month, each opening its list; closed months."""
